import { MAC } from '../../../codec/index.ts'
import { createMac as macOf } from '../../crypto/mac/mac.ts'
import type { Handler } from '../../handler/handler.ts'
import { importMacKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { chooseParameters, countUsage, requireData } from './part-data.ts'

/** KMIP 1.4 §4.33, 2.1 §6.1.32. */
export const mac: Handler<typeof MAC> = {
  operation: MAC,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = importMacKey(object, scope)
    requireUsable(object, 'MACGenerate', 'protect', scope.now)
    const data = requireData(request)
    const changes = countUsage(object, data.length, request)
    const { uniqueIdentifier } = object
    const payload = await scope.runPart(
      request,
      uniqueIdentifier,
      () => macOf({ ...chooseParameters(object, request.cryptographicParameters), ...key }),
      (work, isLast) => {
        work.update(data)
        return { uniqueIdentifier, ...(isLast && { macData: work.final() }) }
      },
    )
    return { payload, ...changes }
  },
}
