import { type KeyOf, keyOf } from '../tag.ts'
import type { AttributeList } from './list.ts'
import { type AttributeId, type AttributeInstance, type AttributeValues, attributes } from './table.ts'

/** The value of the first instance of an attribute; `undefined` when it is not set. */
export const valueIn = <A extends AttributeId>(list: AttributeList, attribute: A): AttributeValues[A] | undefined => {
  for (const each of list) if (each.attribute === attribute) return each.value as AttributeValues[A]
  return undefined
}

/** The values of all instances of an attribute, in order. */
export const valuesIn = <A extends AttributeId>(list: AttributeList, attribute: A): AttributeValues[A][] =>
  list.flatMap((each) => (each.attribute === attribute ? [each.value as AttributeValues[A]] : []))

/** Attributes by key; several instances as an array; a Name may be given as text. */
export type AttributesByKey = {
  readonly [A in AttributeId as KeyOf<A>]?:
    | AttributeValues[A]
    | readonly AttributeValues[A][]
    | (A extends 'Name' ? string | readonly string[] : never)
    | undefined
}

type ArrayValued = {
  [A in AttributeId]: AttributeValues[A] extends readonly unknown[] ? A : never
}[AttributeId]

/** Attributes whose value is itself an array: masks. */
const arrayValued: Readonly<Record<ArrayValued, true>> = { CryptographicUsageMask: true, ProtectionStorageMask: true }

const toName = (value: unknown): unknown =>
  typeof value === 'string' ? { nameValue: value, nameType: 'UninterpretedTextString' } : value

/**
 * Attributes written as an object, as the list that messages carry.
 *
 * @example
 * ```ts
 * attributeList({ name: 'pg-kek', cryptographicAlgorithm: 'AES', cryptographicLength: 256, cryptographicUsageMask: ['Encrypt', 'Decrypt'] })
 * ```
 */
export const attributeList = (given: AttributesByKey): AttributeInstance[] => {
  const list: AttributeInstance[] = []
  for (const attribute of Object.keys(attributes) as AttributeId[]) {
    const value = (given as Readonly<Record<string, unknown>>)[keyOf(attribute)]
    if (value === undefined) continue
    const values = Array.isArray(value) && !Object.hasOwn(arrayValued, attribute) ? value : [value]
    for (const each of values)
      list.push({ attribute, value: attribute === 'Name' ? toName(each) : each } as AttributeInstance)
  }
  return list
}
