import { KmipError, type OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { Reach, StoredObject } from '../store/store.ts'

/** An access policy. */
export interface Policy {
  /** @throws KmipError Permission Denied unless `principal` may use `operation`. Not called for operations open to anyone. */
  requireOperation(principal: Principal, operation: OperationName): void
  /** @throws KmipError Permission Denied unless `principal` may use `operation` on `object` */
  requireAccess(principal: Principal, operation: OperationName, object: StoredObject): void
  /** The objects that Locate may find: the union of these parts. */
  determineReach(principal: Principal): readonly Reach[]
  /** Whether a Name of this owner's objects may be taken away, moved or given again. */
  mayReuseNames(owner: string): boolean
}

export const createDeniedError = ({ id }: Principal, operation: OperationName, what: string): KmipError =>
  new KmipError('PermissionDenied', `${id} may not use ${operation}${what}.`)
