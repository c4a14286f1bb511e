import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { NoteSigner } from './note.ts'
import { computeKeyId, signatureType } from './verifier-key.ts'

/** What a cosigner signs (tlog-cosignature, "Ed25519 signed message"). */
const toMessage = (text: string, timestamp: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${timestamp}\n${text}`)

/** The latest time of a cosignature (tlog-cosignature, "Format"). */
const latest = 2n ** 63n - 1n

/** Bytes before the signature of Ed25519: seconds since 1970. */
const timestampLength = 8

/**
 * Signs checkpoints as a witness: that this is the largest consistent tree it has seen of the log at that time. The key must
 * sign nothing else, and for no other name: its name is not part of what it signs.
 *
 * @throws NoteError for a name with spaces or a plus, or a key of another type than Ed25519
 */
export const createCosigner = (name: string, privateKey: KeyObject, now: () => Date): NoteSigner => ({
  name,
  keyId: computeKeyId({ name, type: signatureType.cosignature, publicKey: createPublicKey(privateKey) }),
  sign(text) {
    const timestamp = BigInt(Math.floor(now().getTime() / 1000))
    const seconds = Buffer.alloc(timestampLength)
    seconds.writeBigUInt64BE(timestamp)
    return Buffer.concat([seconds, sign(null, toMessage(text, timestamp), privateKey)])
  },
})

/** When a cosignature was made, in seconds since 1970; `undefined` for bytes that are none. */
export const readTimestamp = (signature: Uint8Array): bigint | undefined => {
  if (signature.length !== timestampLength + 64) return undefined
  const timestamp = Buffer.from(signature).readBigUInt64BE(0)
  return timestamp <= latest ? timestamp : undefined
}

/** Whether a cosigner signed a text. */
export const isCosignature = (text: string, signature: Uint8Array, publicKey: KeyObject): boolean => {
  const timestamp = readTimestamp(signature)
  return (
    timestamp !== undefined && verify(null, toMessage(text, timestamp), publicKey, signature.subarray(timestampLength))
  )
}
