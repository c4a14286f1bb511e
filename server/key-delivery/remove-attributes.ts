import { keyBlockOf, type ManagedObject, withKeyBlock } from '../../codec/index.ts'

/**
 * The object without the attributes that came inside its Key Value: Veeam fails on them in an answer to Get. With a MAC or
 * signature over them they stay.
 */
export const removeAttributes = (object: ManagedObject): ManagedObject => {
  const block = keyBlockOf(object)
  const value = block?.keyValue
  if (!block || !value || value instanceof Uint8Array || !value.attributes || block.keyWrappingData) return object
  return withKeyBlock(object, { ...block, keyValue: { keyMaterial: value.keyMaterial } })
}
