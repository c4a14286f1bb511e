import { resolvePlaces } from '../../schema/place.ts'
import type { Place } from '../../schema/type.ts'
import { versions } from '../../schema/version.ts'
import { KnownText, KnownTexts } from '../../wire/known-texts.ts'
import { Tag } from '../tag.ts'
import { certificateAttributes } from './certificate.ts'
import { cryptographicAttributes } from './cryptographic.ts'
import type { AttributeDeclaration } from './declare.ts'
import { identificationAttributes } from './identification.ts'
import { lifecycleAttributes } from './lifecycle.ts'
import { linkAttributes } from './link.ts'
import { rotationAttributes } from './rotation.ts'

/** Every attribute of KMIP 1.0 to 3.0 (draft) by tag id; `Attribute` is the vendor attribute. */
export const attributes = {
  ...identificationAttributes,
  ...cryptographicAttributes,
  ...lifecycleAttributes,
  ...certificateAttributes,
  ...linkAttributes,
  ...rotationAttributes,
} as const

export type AttributeId = keyof typeof attributes

/** The in-memory value of each attribute. */
export type AttributeValues = { [A in AttributeId]: (typeof attributes)[A]['field']['value'] }

/** One instance of an attribute; the index is known in 1.x and in the store. */
export type AttributeInstance = {
  [A in AttributeId]: { readonly attribute: A; readonly index?: number | undefined; readonly value: AttributeValues[A] }
}[AttributeId]

export interface NamedAttribute extends AttributeDeclaration {
  readonly id: AttributeId
  readonly tag: number
  /** The 1.x name as messages have it. */
  readonly known: KnownText
  /** Its value as each version reads and writes it. */
  readonly reading: readonly (Place | undefined)[]
  readonly writing: readonly (Place | undefined)[]
}

const declarations = Object.entries(attributes) as [AttributeId, AttributeDeclaration][]

/** The values of all attributes as `version` has them, by id. */
const resolvePlacesAt = (version: number, isReading: boolean): ReadonlyMap<string, Place> => {
  const fields = Object.fromEntries(declarations.map(([id, { field }]) => [id, field]))
  const lookup = { ofKey: (id: string) => ({ id, tag: Tag[id as AttributeId] }), ofId: () => undefined }
  return new Map(resolvePlaces('Attributes', fields, lookup, version, isReading).map((place) => [place.key, place]))
}
const reading = versions.map((_, version) => resolvePlacesAt(version, true))
const writing = versions.map((_, version) => resolvePlacesAt(version, false))

const byTag = new Map<number, NamedAttribute>()
const byName = new Map<string, NamedAttribute>()
const byId = new Map<string, NamedAttribute>()
for (const [id, { name, field, since, until, onReplacement, describes, v1, v2 }] of declarations) {
  // All have the same keys: code that meets objects of many shapes is slow.
  const named: NamedAttribute = {
    ...{ id, tag: Tag[id], name, field, since, until, onReplacement, describes, v1, v2, known: new KnownText(name) },
    reading: reading.map((places) => places.get(id)),
    writing: writing.map((places) => places.get(id)),
  }
  byTag.set(named.tag, named)
  byId.set(id, named)
  if (id !== 'Attribute') byName.set(name, named)
}

/** All 1.x names. */
export const attributeNames: KnownTexts<NamedAttribute> = new KnownTexts(byName.values())

export const attributeOfTag = (tag: number): NamedAttribute | undefined => byTag.get(tag)
/** By 1.x name: `Cryptographic Algorithm`. */
export const attributeOfName = (name: string): NamedAttribute | undefined => byName.get(name)
export const attributeOfId = (id: string): NamedAttribute | undefined => byId.get(id)
