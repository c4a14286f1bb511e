import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { isCosignature } from './cosignature.ts'
import type { NoteSigner, NoteVerifier } from './note.ts'
import { computeKeyId, signatureType, type VerifierKey } from './verifier-key.ts'

/**
 * Signs notes by Ed25519 (signed-note, "Ed25519 signatures").
 * @throws NoteError for a name with spaces or a plus, or a key of another type
 */
export const createNoteSigner = (name: string, privateKey: KeyObject): NoteSigner => ({
  name,
  keyId: computeKeyId({ name, type: signatureType.ed25519, publicKey: createPublicKey(privateKey) }),
  sign: (text) => sign(null, Buffer.from(text), privateKey),
})

/** Verifies what a key signed, as its type says: notes, or checkpoints as a witness. */
export const createNoteVerifier = (key: VerifierKey): NoteVerifier => {
  const { name, type, publicKey } = key
  return {
    name,
    keyId: computeKeyId(key),
    isSignature: (text, signature) =>
      type === signatureType.ed25519
        ? verify(null, Buffer.from(text), publicKey, signature)
        : isCosignature(text, signature, publicKey),
  }
}
