import type { KeyObject } from 'node:crypto'
import type { ManagedObject } from '../../codec/index.ts'
import { toKeyObject } from '../../codec/key/index.ts'

/** Imports the key of a managed object for node:crypto. @throws KeyFormatError */
export type ImportKey = (material: ManagedObject) => KeyObject

/**
 * Caches imported keys, because an import costs more than a short encryption. The cache drops a key together with the
 * store's copy of its object.
 */
export const createKeyImport = (): ImportKey => {
  const imported = new WeakMap<object, KeyObject>()
  return (material) => {
    const known = imported.get(material)
    if (known) return known
    const key = toKeyObject(material)
    imported.set(material, key)
    return key
  }
}
