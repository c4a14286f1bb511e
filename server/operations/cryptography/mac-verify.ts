import { timingSafeEqual } from 'node:crypto'
import { KmipError, MACVerify, type ValidityIndicator } from '../../../codec/index.ts'
import { createMac } from '../../crypto/mac/mac.ts'
import type { Handler } from '../../handler/handler.ts'
import { importMacKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { chooseParameters, requireData } from './part-data.ts'

const compareMacs = (made: Uint8Array, given: Uint8Array | undefined): ValidityIndicator => {
  if (!given) throw new KmipError('InvalidField', 'MAC Data is missing.')
  return made.length === given.length && timingSafeEqual(made, given) ? 'Valid' : 'Invalid'
}

/** The request with the last part has the MAC. KMIP 1.4 §4.34, 2.1 §6.1.33. */
export const macVerify: Handler<typeof MACVerify> = {
  operation: MACVerify,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = importMacKey(object, scope)
    requireUsable(object, 'MACVerify', 'process', scope.now)
    const data = requireData(request)
    const { uniqueIdentifier } = object
    const payload = await scope.runPart(
      request,
      uniqueIdentifier,
      () => createMac({ ...chooseParameters(object, request.cryptographicParameters), ...key }),
      (work, isLast) => {
        work.update(data)
        return { uniqueIdentifier, ...(isLast && { validityIndicator: compareMacs(work.final(), request.macData) }) }
      },
    )
    return { payload }
  },
}
