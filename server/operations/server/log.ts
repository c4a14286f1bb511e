import { KmipError, Log } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** Maximum characters of a message. */
const maximumLength = 4096

/** KMIP 2.1 §6.1.29. */
export const log: Handler<typeof Log> = {
  operation: Log,
  access: 'principals',
  asynchronous: 'Mandatory',
  target: 'none',
  run({ logMessage }, scope) {
    if (logMessage.length > maximumLength)
      throw new KmipError('InvalidField', `A Log Message may have at most ${maximumLength} characters.`)
    scope.log(logMessage)
    return { payload: {} }
  },
}
