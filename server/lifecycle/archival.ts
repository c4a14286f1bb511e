import { KmipError, type ManagedObject } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'

/** An archived object has an Archive Date (KMIP 1.4 §3.32, 2.1 §4.5). */
export const isArchived = (object: StoredObject): boolean => getAttribute(object, 'ArchiveDate') !== undefined

export const archiveObject = (object: StoredObject, now: Date): StoredObject =>
  setAttributes(object, { ArchiveDate: now, LastChangeDate: now })

export const recoverObject = (object: StoredObject, now: Date): StoredObject =>
  setAttributes(object, { ArchiveDate: undefined, LastChangeDate: now })

/**
 * Refuses archived objects: only their attributes are available until they are recovered (KMIP 1.4 §11, 2.1 §11.46).
 */
export const requireOnline = (object: StoredObject): void => {
  if (isArchived(object)) throw new KmipError('ObjectArchived', 'The object is archived: recover it first.')
}

/** Returns the object's material and refuses destroyed and archived objects. KMIP 1.4 §11, 2.1 §11.46. */
export const requireMaterial = (object: StoredObject): ManagedObject => {
  if (object.object === undefined) throw new KmipError('ObjectDestroyed', 'The object is destroyed.')
  requireOnline(object)
  return object.object
}
