import { KmipError, type OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { StoredObject } from '../store/store.ts'

/** Throws Permission Denied unless `principal` may do `operation` on `object`. */
export type Policy = (principal: Principal, operation: OperationName, object: StoredObject) => void

/** Only the owner sees an object. */
export const ownerOnly: Policy = (principal, operation, object) => {
  if (object.owner !== principal.id)
    throw new KmipError('PermissionDenied', `${principal.id} may not use ${operation} on this object.`)
}
