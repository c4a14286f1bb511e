import { KmipError, ObtainLease } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import { attributeOf } from '../../lifecycle/attribute-of.ts'
import { requirePresent } from '../../lifecycle/require-present.ts'

/** How long the client may use what it has of the object; zero: for ever. KMIP 1.4 §4.17, 2.1 §6.1.35. */
export const obtainLease: Handler<typeof ObtainLease> = {
  operation: ObtainLease,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now }, object) {
    requirePresent(object)
    // TC-95: no lease for a compromised object.
    if (attributeOf(object, 'State') === 'Compromised')
      throw new KmipError('PermissionDenied', 'The object is Compromised: no lease is given.')
    return {
      payload: {
        uniqueIdentifier: object.uniqueIdentifier,
        leaseTime: attributeOf(object, 'LeaseTime') ?? 0,
        lastChangeDate: attributeOf(object, 'LastChangeDate') ?? now,
      },
    }
  },
}
