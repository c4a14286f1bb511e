import { KmipError, Log } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** A client's line in the log is no place for documents. */
const maximumLength = 4096

/** KMIP 2.1 §6.1.29. */
export const log: Handler<typeof Log> = {
  operation: Log,
  access: 'principals',
  asynchronous: 'Mandatory',
  target: 'none',
  run({ logMessage }, scope) {
    if (logMessage.length > maximumLength)
      throw new KmipError('InvalidField', `A Log Message has at most ${maximumLength} characters here.`)
    scope.log(logMessage)
    return { payload: {} }
  },
}
