import { KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'

/** Archive Date says so: KMIP 1.4 §3.32, 2.1 §4.5. */
export const isArchived = (object: StoredObject): boolean => getAttribute(object, 'ArchiveDate') !== undefined

export const archiveObject = (object: StoredObject, now: Date): StoredObject =>
  setAttributes(object, { ArchiveDate: now, LastChangeDate: now })

export const recoverObject = (object: StoredObject, now: Date): StoredObject =>
  setAttributes(object, { ArchiveDate: undefined, LastChangeDate: now })

/** Throws Object Archived: nothing but its attributes can be had until it is recovered (KMIP 1.4 §11, 2.1 §11.46). */
export const requireOnline = (object: StoredObject): void => {
  if (isArchived(object)) throw new KmipError('ObjectArchived', 'The object is archived: recover it first.')
}
