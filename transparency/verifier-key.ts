import { createPublicKey, hash, type KeyObject } from 'node:crypto'
import { decodeBase64 } from './base64.ts'
import { isKeyName, NoteError } from './note.ts'

/** Bytes of an Ed25519 public key (RFC 8032 §5.1.5). */
const publicKeyLength = 32

/** Signature types (signed-note, "Signature types"). */
export const signatureType = { ed25519: 0x01, cosignature: 0x04 } as const
export type SignatureType = (typeof signatureType)[keyof typeof signatureType]

/** A public key with its name and what it signs: a vkey (signed-note, "Verifier keys"). */
export interface VerifierKey {
  readonly name: string
  readonly type: SignatureType
  readonly publicKey: KeyObject
}

const toRaw = (publicKey: KeyObject): Buffer => {
  const { x } = publicKey.export({ format: 'jwk' })
  if (publicKey.asymmetricKeyType !== 'ed25519' || x === undefined) throw new NoteError('notes need a key of Ed25519')
  return Buffer.from(x, 'base64url')
}

const fromRaw = (bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') }, format: 'jwk' })

/**
 * The key ID (signed-note, "Signatures"): `SHA-256(name || 0x0A || type || public key)[:4]`.
 * @throws NoteError for a name with spaces or a plus, or another type of key
 */
export const computeKeyId = ({ name, type, publicKey }: VerifierKey): number => {
  if (!isKeyName(name)) throw new NoteError(`${JSON.stringify(name)} is empty or has spaces or +: no name of a key`)
  return hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), toRaw(publicKey)]),
    'buffer',
  ).readUInt32BE(0)
}

/** The vkey of a key, to be handed to whoever verifies: `example.com/log+530d903a+AekyeRrm…`. */
export const formatVerifierKey = (key: VerifierKey): string => {
  const id = computeKeyId(key).toString(16).padStart(8, '0')
  return `${key.name}+${id}+${Buffer.concat([Buffer.of(key.type), toRaw(key.publicKey)]).toString('base64')}`
}

const isKnownType = (type: number | undefined): type is SignatureType =>
  Object.values<number | undefined>(signatureType).includes(type)

/** Reads a vkey. @throws NoteError when it is malformed, of another type, or its parts contradict each other */
export const parseVerifierKey = (text: string): VerifierKey => {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded)
  if (name === undefined || !isKeyName(name) || !bytes) throw new NoteError(`malformed verifier key: ${text}`)
  const type = bytes[0]
  if (!isKnownType(type) || bytes.length !== 1 + publicKeyLength)
    throw new NoteError(`the verifier key ${name} is neither of Ed25519 nor of an Ed25519 cosigner`)
  const key = { name, type, publicKey: fromRaw(bytes.subarray(1)) }
  if (computeKeyId(key).toString(16).padStart(8, '0') !== id)
    throw new NoteError(`the key ID of the verifier key ${name} is not that of its key`)
  return key
}
