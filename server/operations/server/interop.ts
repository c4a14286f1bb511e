import { Interop, KmipError } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/** Marks the begin and end of a test in the log. Reset, which empties a server, is for test servers: refused. KMIP 2.1 §6.1.26. */
export const interop: Handler<typeof Interop> = {
  operation: Interop,
  access: 'principals',
  asynchronous: 'Mandatory',
  target: 'none',
  run({ interopFunction, interopIdentifier }, scope) {
    if (interopFunction !== 'Begin' && interopFunction !== 'End')
      throw new KmipError('PermissionDenied', `The Interop Function ${interopFunction} is not done here.`)
    scope.log(`interop ${interopFunction} ${interopIdentifier}`)
    return { payload: {} }
  },
}
