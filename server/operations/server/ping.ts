import { Ping } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** KMIP 2.1 §6.1.36. */
export const ping: Handler<typeof Ping> = {
  operation: Ping,
  access: 'principals',
  asynchronous: 'Mandatory',
  target: 'none',
  run: () => ({ payload: {} }),
}
