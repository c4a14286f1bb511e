import { KnownTexts } from '../../wire/known-texts.ts'
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
}

const byTag = new Map<number, NamedAttribute>()
const byName = new Map<string, NamedAttribute>()
const byId = new Map<string, NamedAttribute>()
for (const [id, declaration] of Object.entries(attributes) as [AttributeId, AttributeDeclaration][]) {
  const named = { ...declaration, id, tag: Tag[id] }
  byTag.set(named.tag, named)
  byId.set(id, named)
  if (id !== 'Attribute') byName.set(declaration.name, named)
}

/** All 1.x names. */
export const attributeNames: KnownTexts = new KnownTexts(byName.keys())

export const attributeOfTag = (tag: number): NamedAttribute | undefined => byTag.get(tag)
/** By 1.x name: `Cryptographic Algorithm`. */
export const attributeOfName = (name: string): NamedAttribute | undefined => byName.get(name)
export const attributeOfId = (id: string): NamedAttribute | undefined => byId.get(id)
