import { hash } from 'node:crypto'
import { CryptoError } from './crypto-error.ts'
import { hashNameOf } from './hashing-algorithm.ts'

/**
 * The Digest Value of bytes.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto does not have.
 */
export function digestOf(bytes: Uint8Array, hashingAlgorithm: string): Uint8Array {
  const name = hashNameOf(hashingAlgorithm)
  if (name === undefined) {
    throw new CryptoError('UnsupportedCryptographicParameters', `The hash ${hashingAlgorithm} is not supported.`)
  }
  return hash(name, bytes, 'buffer')
}
