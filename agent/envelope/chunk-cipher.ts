import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { AgentError } from '../interface/agent-error.ts'

/** Bytes of data in a chunk; the last one may have fewer. */
export const chunkSize = 64 * 1024
export const tagSize = 16

/** Seals or opens the chunks of one envelope, in order. */
export interface ChunkCipher {
  /** Data, in parts → ciphertext and tag, in parts. */
  seal(data: readonly Uint8Array[], isLast: boolean): Uint8Array[]
  /**
   * Ciphertext and tag → data; both in parts.
   * @throws AgentError when the chunk is altered, is not the next one, or differs in `isLast`
   */
  open(chunk: readonly Uint8Array[], isLast: boolean): Uint8Array[]
}

/** Splits off the last `size` bytes. @throws AgentError when there are fewer */
const splitEnd = (parts: readonly Uint8Array[], size: number): [Uint8Array[], Uint8Array] => {
  const before = [...parts]
  const last: Uint8Array[] = []
  for (let missing = size; missing > 0; ) {
    const part = before.pop()
    if (!part) throw new AgentError('cannotOpen', 'The sealed data is cut off.')
    const at = Math.max(0, part.length - missing)
    if (at > 0) before.push(part.subarray(0, at))
    last.unshift(part.subarray(at))
    missing -= part.length - at
  }
  const [only = new Uint8Array(), ...more] = last
  return [before, more.length === 0 ? only : Buffer.concat(last)]
}

/**
 * The key of one envelope: HKDF-SHA-256 (RFC 5869) over the data key, with the envelope's salt. `context` says what the data is
 * for, such as the name of a file: data opens only with the same context.
 */
const deriveEnvelopeKey = (dataKey: Uint8Array, salt: Uint8Array, context: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, salt, `kmip envelope 1 ${context}`, 32)))

/**
 * AES-256-GCM chunk by chunk. The nonce is the number of the chunk (11 bytes, big endian) and whether it is the last (1 byte):
 * moved, repeated, missing or truncated chunks do not open. A key seals one envelope, so each nonce is used once.
 */
export const createChunkCipher = (dataKey: Uint8Array, salt: Uint8Array, context: string): ChunkCipher => {
  const key = deriveEnvelopeKey(dataKey, salt, context)
  let number = 0
  const nextNonce = (isLast: boolean): Buffer => {
    const nonce = Buffer.alloc(12)
    nonce.writeUIntBE(number++, 5, 6)
    nonce.writeUInt8(isLast ? 1 : 0, 11)
    return nonce
  }
  return {
    seal(data, isLast) {
      const cipher = createCipheriv('aes-256-gcm', key, nextNonce(isLast))
      const sealed: Uint8Array[] = data.map((part) => cipher.update(part))
      cipher.final()
      sealed.push(cipher.getAuthTag())
      return sealed
    },
    open(chunk, isLast) {
      const [ciphertext, tag] = splitEnd(chunk, tagSize)
      const decipher = createDecipheriv('aes-256-gcm', key, nextNonce(isLast), { authTagLength: tagSize })
      decipher.setAuthTag(tag)
      const data = ciphertext.map((part) => decipher.update(part))
      try {
        decipher.final()
      } catch {
        const which = isLast ? 'end' : `chunk ${number}`
        throw new AgentError(
          'cannotOpen',
          `The sealed data does not open at its ${which}: it was altered or cut off, or sealed for another purpose.`,
        )
      }
      return data
    },
  }
}
