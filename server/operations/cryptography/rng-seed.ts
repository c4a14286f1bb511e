import { RNGSeed } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/**
 * The random numbers are those of OpenSSL, seeded by the operating system: a client's seed is not used, and the answer
 * says so by a Data Length of 0, as the standard lets a server do. KMIP 1.4 §4.36, 2.1 §6.1.50.
 */
export const rngSeed: Handler<typeof RNGSeed> = {
  operation: RNGSeed,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  run: () => ({ payload: { dataLength: 0 } }),
}
