import { KmipError, type ManagedObject } from '../../codec/index.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import type { StoredObject } from '../store/store.ts'

/** The object's material; refused when it is destroyed or archived. KMIP 1.4 §11, 2.1 §11.46. */
export const requirePresent = (object: StoredObject): ManagedObject => {
  if (object.object === undefined) throw new KmipError('ObjectDestroyed', 'The object is destroyed.')
  if (attributeOf(object, 'ArchiveDate'))
    throw new KmipError('ObjectArchived', 'The object is archived: recover it first.')
  return object.object
}
