import { timingSafeEqual } from 'node:crypto'
import { KmipError, MACVerify, type ValidityIndicator } from '../../../codec/index.ts'
import { createMac } from '../../crypto/mac/mac.ts'
import type { Handler } from '../../handler/handler.ts'
import { macKeyOf } from '../../key-delivery/key-of.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { dataOf, parametersOf } from './part-data.ts'

const verdict = (made: Uint8Array, given: Uint8Array | undefined): ValidityIndicator => {
  if (!given) throw new KmipError('InvalidField', 'MAC Data is missing.')
  return made.length === given.length && timingSafeEqual(made, given) ? 'Valid' : 'Invalid'
}

/** The MAC comes with the last part. KMIP 1.4 §4.34, 2.1 §6.1.33. */
export const macVerify: Handler<typeof MACVerify> = {
  operation: MACVerify,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = macKeyOf(object, scope)
    requireUsable(object, 'MACVerify', 'process', scope.now)
    const data = dataOf(request)
    const { uniqueIdentifier } = object
    const payload = await scope.inParts(
      request,
      uniqueIdentifier,
      () => createMac({ ...parametersOf(object, request.cryptographicParameters), ...key }),
      (work, isLast) => {
        work.update(data)
        return { uniqueIdentifier, ...(isLast && { validityIndicator: verdict(work.final(), request.macData) }) }
      },
    )
    return { payload }
  },
}
