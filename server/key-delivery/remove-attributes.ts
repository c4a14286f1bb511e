import { keyBlockOf, type ManagedObject, withKeyBlock } from '../../codec/index.ts'

/**
 * Removes the attributes inside the Key Value, because Veeam fails on them in a Get response. They stay when a MAC or
 * signature covers them.
 */
export const removeAttributes = (object: ManagedObject): ManagedObject => {
  const block = keyBlockOf(object)
  const value = block?.keyValue
  if (!block || !value || value instanceof Uint8Array || !value.attributes || block.keyWrappingData) return object
  return withKeyBlock(object, { ...block, keyValue: { keyMaterial: value.keyMaterial } })
}
