import { createHash } from 'node:crypto'
import { noBytes, type StreamedOperation } from '../streamed-operation.ts'
import { requireHashName } from './hashing-algorithm.ts'

/**
 * Hashes data that may come in parts. KMIP 1.4 §4.37, 2.1 §6.1.24.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto lacks.
 */
export function createHasher(hashingAlgorithm: string): StreamedOperation<Uint8Array> {
  const hash = createHash(requireHashName(hashingAlgorithm))
  return {
    bufferedBytes: 0,
    update(data) {
      hash.update(data)
      return noBytes
    },
    final: () => hash.digest(),
  }
}
