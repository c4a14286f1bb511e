import { KmipError, type ManagedObject } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { requireOnline } from './archival.ts'

/** Returns the object's material and refuses destroyed and archived objects. KMIP 1.4 §11, 2.1 §11.46. */
export const requireMaterial = (object: StoredObject): ManagedObject => {
  if (object.object === undefined) throw new KmipError('ObjectDestroyed', 'The object is destroyed.')
  requireOnline(object)
  return object.object
}
