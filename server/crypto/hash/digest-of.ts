import { hash } from 'node:crypto'
import { hashNameOf } from './hashing-algorithm.ts'

/**
 * The Digest Value of bytes.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto does not have.
 */
export const digestOf = (bytes: Uint8Array, hashingAlgorithm: string): Uint8Array =>
  hash(hashNameOf(hashingAlgorithm), bytes, 'buffer')
