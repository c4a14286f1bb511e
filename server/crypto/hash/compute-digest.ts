import { hash } from 'node:crypto'
import { requireHashName } from './hashing-algorithm.ts'

/**
 * Computes the Digest Value of bytes.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto lacks.
 */
export const computeDigest = (bytes: Uint8Array, hashingAlgorithm: string): Uint8Array =>
  hash(requireHashName(hashingAlgorithm), bytes, 'buffer')
