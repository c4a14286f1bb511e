import { hash } from 'node:crypto'
import { requireHashName } from './hashing-algorithm.ts'

/**
 * The Digest Value of bytes.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto does not have.
 */
export const computeDigest = (bytes: Uint8Array, hashingAlgorithm: string): Uint8Array =>
  hash(requireHashName(hashingAlgorithm), bytes, 'buffer')
