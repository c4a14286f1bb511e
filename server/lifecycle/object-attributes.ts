import type { AttributeId, AttributeInstance, AttributeValues } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'

/** The value of an object's attribute. Of several instances, the first counts. */
export const getAttribute = <A extends AttributeId>(
  object: StoredObject,
  attribute: A,
): AttributeValues[A] | undefined => {
  for (const each of object.attributes) if (each.attribute === attribute) return each.value as AttributeValues[A]
  return undefined
}

/** Single-instance attributes to set. `undefined` removes an attribute. */
export type AttributeChanges = { readonly [A in AttributeId]?: AttributeValues[A] | undefined }

/** Sets single-instance attributes in place and appends new ones. */
export const setAttributes = (object: StoredObject, changes: AttributeChanges): StoredObject => {
  const remaining = new Map<string, unknown>(Object.entries(changes))
  const kept = object.attributes.flatMap((each) => {
    if (!remaining.has(each.attribute)) return [each]
    const value = remaining.get(each.attribute)
    remaining.delete(each.attribute)
    return value === undefined ? [] : [{ ...each, value }]
  })
  const added = [...remaining].flatMap(([attribute, value]) =>
    value === undefined ? [] : [{ attribute, index: 0, value }],
  )
  return { ...object, attributes: [...kept, ...added] as StoredObject['attributes'] }
}

/**
 * The index of the next instance of an attribute. Indices are not reused while later instances remain (KMIP 1.4
 * §2.1.1).
 */
export const findNextIndex = (object: StoredObject, same: (each: AttributeInstance) => boolean): number =>
  object.attributes.reduce((next, each) => (same(each) ? Math.max(next, (each.index ?? 0) + 1) : next), 0)
