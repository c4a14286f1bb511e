import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { CryptoError } from './crypto-error.ts'

/** RFC 3394 §2.2.3.1. */
const initialValue = Buffer.alloc(8, 0xa6)

const cipherOf = (key: KeyObject, algorithm: string): string => {
  if (algorithm !== 'AES')
    throw new CryptoError('UnsupportedCryptographicParameters', `Keys are wrapped with AES, not with ${algorithm}.`)
  return `id-aes${(key.symmetricKeySize ?? 0) * 8}-wrap`
}

/**
 * NIST AES key wrap (RFC 3394, SP 800-38F KW; Block Cipher Mode NISTKeyWrap).
 * @throws {CryptoError} `InvalidField` for data that is not a multiple of 8 bytes, at least 16
 */
export const wrapKey = (data: Uint8Array, key: KeyObject, algorithm: string): Uint8Array => {
  const cipher = createCipheriv(cipherOf(key, algorithm), key, initialValue)
  if (data.length < 16 || data.length % 8 !== 0)
    throw new CryptoError('InvalidField', 'NIST key wrap takes a multiple of 8 bytes, and at least 16.')
  return Uint8Array.from(Buffer.concat([cipher.update(data), cipher.final()]))
}

/** @throws {CryptoError} `CryptographicFailure` when the data was not wrapped with this key */
export const unwrapKey = (data: Uint8Array, key: KeyObject, algorithm: string): Uint8Array => {
  const decipher = createDecipheriv(cipherOf(key, algorithm), key, initialValue)
  try {
    return Uint8Array.from(Buffer.concat([decipher.update(data), decipher.final()]))
  } catch {
    throw new CryptoError('CryptographicFailure', 'The wrapped key does not open with this key.')
  }
}
