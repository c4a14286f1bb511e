import { type EnumerationNames, Tag } from '../codec/index.ts'
import * as declared from '../codec/kmip/enumeration/index.ts'
import type { Enumeration } from '../codec/schema/enumeration.ts'
import type { AnyField } from '../codec/schema/field.ts'

const all = Object.entries(declared) as [string, Enumeration<string>][]
const byType = new Map<object, Enumeration<string>>(all.map(([, each]) => [each.type, each]))
const byTag = new Map<number, Enumeration<string>>(
  all.flatMap(([id, each]) => (Object.hasOwn(Tag, id) ? [[Tag[id as keyof typeof Tag], each] as const] : [])),
)

/** Finds the enumeration of a field, optional or not. */
export const findEnumerationOfField = ({ type }: AnyField): Enumeration<string> | undefined => byType.get(type)
/** Finds the enumeration that a tag always has. */
export const findEnumerationOfTag = (tag: number): EnumerationNames | undefined => byTag.get(tag)
