import type { KeyObject } from 'node:crypto'
import type { ManagedObject } from '../../codec/index.ts'
import { toKeyObject } from '../../codec/key/index.ts'

/** The key that a managed object holds, as node:crypto takes it. @throws KeyFormatError */
export type ImportKey = (material: ManagedObject) => KeyObject

/**
 * Keeps what it has imported, secret, private and public keys alike: importing costs more than a short encryption. Keys
 * are forgotten with the form of the object that the store keeps.
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
