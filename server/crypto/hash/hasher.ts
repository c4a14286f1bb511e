import { createHash } from 'node:crypto'
import { nothing, type Work } from '../work.ts'
import { hashNameOf } from './hashing-algorithm.ts'

/**
 * Hashes data in parts. KMIP 1.4 §4.37, 2.1 §6.1.24.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto does not have.
 */
export function hasher(hashingAlgorithm: string): Work<Uint8Array> {
  const hash = createHash(hashNameOf(hashingAlgorithm))
  return {
    held: 0,
    update(data) {
      hash.update(data)
      return nothing
    },
    final: () => hash.digest(),
  }
}
