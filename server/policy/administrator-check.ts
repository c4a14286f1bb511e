import { KmipError, type OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'

/** @throws KmipError Permission Denied unless `principal` may use an operation that affects the whole server */
export type RequireAdministrator = (principal: Principal, operation: OperationName) => void

/** Allows only these principals; a user of an administrator's client is another principal. */
export const createAdministratorCheck = (ids: readonly string[]): RequireAdministrator => {
  const administrators = new Set(ids)
  return ({ id }, operation) => {
    if (!administrators.has(id))
      throw new KmipError('PermissionDenied', `${operation} is for administrators of the server; ${id} is not one.`)
  }
}
