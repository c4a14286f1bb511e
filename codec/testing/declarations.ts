import { attributes } from '../kmip/attribute/table.ts'
import { RequestMessage, ResponseMessage } from '../kmip/message.ts'
import { transparentKeys } from '../kmip/object/key-material.ts'
import { operations } from '../kmip/operation/table.ts'
import { tagLookup } from '../kmip/tag.ts'
import { spokenVersions, type Version } from '../kmip/version.ts'
import type { AnyField, Fields } from '../schema/field.ts'
import { resolvePlaces } from '../schema/place.ts'
import type { Type } from '../schema/type.ts'
import { versionIndex } from '../schema/version.ts'

/** Walks the declarations, for the tests of this room. */

export const oldestFirst: readonly Version[] = spokenVersions.toReversed()

export const fieldsOf = (type: Type<unknown>): Fields => {
  if (!type.fields) throw new TypeError(`${type.title} has no fields`)
  return type.fields as Fields
}

/** The fields of a structure in one version: `ObjectType TemplateAttribute? ManagedObject`; `?` optional, `*` repeats. */
export const layout = (type: Type<unknown>, version: Version): string[] =>
  resolvePlaces(type.title, fieldsOf(type), tagLookup, versionIndex(version), false).map(
    ({ title, variants, number, optional, many }) =>
      `${variants ? 'ManagedObject' : number === 0 ? 'Any' : title}${optional ? '?' : ''}${many ? '*' : ''}`,
  )

const formsOf = (field: AnyField): Type<unknown>[] => [
  field.type,
  ...field.facts.older.flatMap(({ form }) => (form.type ? [form.type] : [])),
  ...[...(field.facts.variants?.values() ?? [])].map(({ type }) => type),
]

const collect = (type: Type<unknown>, found: Map<string, Type<unknown>>): void => {
  if (!type.fields || found.get(type.title) === type) return
  if (!/Payload|BatchItem/.test(type.title)) found.set(type.title, type)
  for (const field of Object.values(fieldsOf(type))) for (const form of formsOf(field)) collect(form, found)
}

/** Every structure that messages hold, by tag id, but for payloads and what is told apart by a sibling. */
export const structures = (): ReadonlyMap<string, Type<unknown>> => {
  const found = new Map<string, Type<unknown>>()
  for (const { request, response } of Object.values(operations)) {
    collect(request.type, found)
    collect(response.type, found)
  }
  for (const { field } of Object.values(attributes)) collect(field.type, found)
  for (const { type } of [RequestMessage, ResponseMessage]) collect(type, found)
  return found
}

export const keyMaterials = (): ReadonlyMap<string, Type<unknown>> =>
  new Map(Object.entries(transparentKeys).map(([format, { type }]) => [format, type]))
