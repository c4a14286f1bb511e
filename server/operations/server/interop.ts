import { Interop, KmipError } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** Logs the begin and the end of a test. Reset would empty the server, so it is refused. KMIP 2.1 §6.1.26. */
export const interop: Handler<typeof Interop> = {
  operation: Interop,
  access: 'principals',
  asynchronous: 'Mandatory',
  target: 'none',
  run({ interopFunction, interopIdentifier }, scope) {
    if (interopFunction !== 'Begin' && interopFunction !== 'End')
      throw new KmipError('PermissionDenied', `The server does not support the Interop Function ${interopFunction}.`)
    scope.log(`interop ${interopFunction} ${interopIdentifier}`)
    return { payload: {} }
  },
}
