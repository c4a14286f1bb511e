import { MAC } from '../../../codec/index.ts'
import { createMac as macOf } from '../../crypto/mac/mac.ts'
import type { Handler } from '../../handler/handler.ts'
import { macKeyOf } from '../../key-delivery/key-of.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { dataOf, parametersOf, usage } from './part-data.ts'

/** KMIP 1.4 §4.33, 2.1 §6.1.32. */
export const mac: Handler<typeof MAC> = {
  operation: MAC,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = macKeyOf(object, scope)
    requireUsable(object, 'MACGenerate', 'protect', scope.now)
    const data = dataOf(request)
    const changes = usage(object, data.length, request)
    const { uniqueIdentifier } = object
    const payload = await scope.inParts(
      request,
      uniqueIdentifier,
      () => macOf({ ...parametersOf(object, request.cryptographicParameters), ...key }),
      (work, isLast) => {
        work.update(data)
        return { uniqueIdentifier, ...(isLast && { macData: work.final() }) }
      },
    )
    return { payload, ...changes }
  },
}
