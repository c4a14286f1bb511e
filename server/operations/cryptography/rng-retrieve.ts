import { KmipError, RNGRetrieve } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** Maximum bytes in one response. */
const maximumBytes = 1024 * 1024

/** KMIP 1.4 §4.35, 2.1 §6.1.49. */
export const rngRetrieve: Handler<typeof RNGRetrieve> = {
  operation: RNGRetrieve,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  run({ dataLength }, { random }) {
    if (dataLength < 1) throw new KmipError('InvalidField', 'Data Length must be 1 or more.')
    if (dataLength > maximumBytes)
      throw new KmipError(
        'ResponseTooLarge',
        `One request returns at most ${maximumBytes} random bytes: send more requests.`,
      )
    return { payload: { data: random(dataLength) } }
  },
}
