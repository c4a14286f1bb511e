import { RNGSeed } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/**
 * The operating system seeds OpenSSL's random generator. The server ignores the client's seed and reports that by Data
 * Length 0, which the standard allows. KMIP 1.4 §4.36, 2.1 §6.1.50.
 */
export const rngSeed: Handler<typeof RNGSeed> = {
  operation: RNGSeed,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  run: () => ({ payload: { dataLength: 0 } }),
}
