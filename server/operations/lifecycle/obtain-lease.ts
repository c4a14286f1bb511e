import { KmipError, ObtainLease } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'

/** Returns how long the client may cache the object. Zero means without limit. KMIP 1.4 §4.17, 2.1 §6.1.35. */
export const obtainLease: Handler<typeof ObtainLease> = {
  operation: ObtainLease,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now }, object) {
    requireMaterial(object)
    // TC-95.
    if (getAttribute(object, 'State') === 'Compromised')
      throw new KmipError('PermissionDenied', 'The object is Compromised: the server grants no lease.')
    return {
      payload: {
        uniqueIdentifier: object.uniqueIdentifier,
        leaseTime: getAttribute(object, 'LeaseTime') ?? 0,
        lastChangeDate: getAttribute(object, 'LastChangeDate') ?? now,
      },
    }
  },
}
