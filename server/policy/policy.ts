import { KmipError, type OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { Reach, StoredObject } from '../store/store.ts'

/** What principals may do. Each function that throws throws Permission Denied. */
export interface Policy {
  /** Throws unless `principal` may ask for `operation` at all. Nobody is asked about operations that are open to anyone. */
  requireOperation(principal: Principal, operation: OperationName): void
  /** Throws unless `principal` may do `operation` on `object`. */
  requireAccess(principal: Principal, operation: OperationName, object: StoredObject): void
  /** The objects that Locate finds: those of any of these parts. */
  determineReach(principal: Principal): readonly Reach[]
}

export const createDeniedError = ({ id }: Principal, operation: OperationName, what: string): KmipError =>
  new KmipError('PermissionDenied', `${id} may not use ${operation}${what}.`)
