import { KmipError, type OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'

/** Throws Permission Denied unless `principal` may do an operation that concerns all of the server. */
export type RequireAdministrator = (principal: Principal, operation: OperationName) => void

/** Nobody but these principals; a user within one of them is somebody else. */
export const createAdministratorCheck = (ids: readonly string[]): RequireAdministrator => {
  const known = new Set(ids)
  return ({ id }, operation) => {
    if (!known.has(id))
      throw new KmipError('PermissionDenied', `${operation} is for administrators of the server; ${id} is none.`)
  }
}
