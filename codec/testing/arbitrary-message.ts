import fc from 'fast-check'
import { type AttributeId, attributes } from '../kmip/attribute/table.ts'
import { ItemType } from '../kmip/enumeration/messages.ts'
import { DataEnumeration, UniqueIdentifierEnumeration } from '../kmip/enumeration/operations.ts'
import { RequestMessage, ResponseMessage } from '../kmip/message.ts'
import { type OperationName, operations } from '../kmip/operation/table.ts'
import { Name } from '../kmip/structure/attributes.ts'
import { credentialValues } from '../kmip/structure/credentials.ts'
import { Tag } from '../kmip/tag.ts'
import { hasAttributesByTag, livesIn, protocolVersionOf, type Version } from '../kmip/version.ts'
import type { AnyField, Form } from '../schema/field.ts'
import type { EnumerationEntry, Type } from '../schema/type.ts'
import { versionIndex } from '../schema/version.ts'
import type { Item } from '../wire/item.ts'
import { arbitraryItem } from './arbitrary-item.ts'
import { fieldsOf, keyMaterials } from './declarations.ts'

/** Values of any declared type, made from the declarations alone. */
export type Values = fc.Arbitrary<unknown>
type Keyed = Record<string, Values>

/** Characters that XML can carry. */
const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019 -_.:/äß€☃🔑<>&"\''), maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 40 })
const integer = fc.integer()
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const optional = { noNullPrototype: true } as const

const ofEntries = (entries: ReadonlyMap<string, EnumerationEntry>, version: Version): fc.Arbitrary<string> => {
  const first = new Map<number, string>()
  for (const [name, { value, since, until }] of entries)
    if (livesIn(version, since, until) && !first.has(value)) first.set(value, name)
  return fc.oneof(
    { weight: 9, arbitrary: first.size ? fc.constantFrom(...first.values()) : fc.constant('0x80000009') },
    { weight: 1, arbitrary: fc.constant('0x8abcdef1') },
  )
}

const itemOf = (tag: number): Values => arbitraryItem.map((item) => ({ ...item, tag }) as Item)

const vendor = (version: Version): Values =>
  fc.record(
    {
      vendorIdentification: hasAttributesByTag(version) ? text : fc.constantFrom('x', 'y', ''),
      attributeName: text.map((name) => `Own ${name}`),
      attributeValue: itemOf(Tag.AttributeValue),
    },
    optional,
  )

const attributeIds = (version: Version): AttributeId[] =>
  (Object.keys(attributes) as AttributeId[]).filter(
    (id) => id !== 'Attribute' && livesIn(version, attributes[id].since, (attributes[id] as { until?: Version }).until),
  )

const attribute = (version: Version): Values =>
  fc.constantFrom(...attributeIds(version), 'Attribute' as const).chain((id) => {
    const value = id === 'Attribute' ? vendor(version) : arbitraryOf(attributes[id].field.type, version)
    const index = hasAttributesByTag(version) ? {} : { index: fc.nat({ max: 9 }) }
    return fc.record(
      { attribute: fc.constant(id), ...index, value },
      { ...optional, requiredKeys: ['attribute', 'value'] as never },
    )
  })

const reference = (version: Version): Values => {
  const { vendorIdentification, attributeName } = {
    vendorIdentification: hasAttributesByTag(version) ? text : fc.constantFrom('x', 'y', ''),
    attributeName: text.map((name) => `Own ${name}`),
  }
  return fc.oneof(
    fc.constantFrom(...attributeIds(version)),
    fc.record({ vendorIdentification, attributeName }, optional),
  )
}

const byName = (version: Version): Values =>
  fc
    .tuple(
      fc.array(
        fc.record({ attribute: fc.constant('TemplateAttribute'), value: arbitraryOf(Name.type, version) }, optional),
        {
          maxLength: 1,
        },
      ),
      fc.array(attribute(version), { maxLength: 3 }),
    )
    .map((parts) => parts.flat())

const orEarlier = (value: Values, entries: ReadonlyMap<string, EnumerationEntry>, version: Version): Values =>
  hasAttributesByTag(version)
    ? fc.oneof(value, integer, fc.record({ enumeration: ofEntries(entries, version) }, optional))
    : value

/** By the title of a type that is neither structure nor enumeration nor mask. */
const leaves: Readonly<Record<string, (version: Version) => Values>> = {
  Integer: () => integer,
  'Long Integer': () => long,
  'Big Integer': () => fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
  Boolean: () => fc.boolean(),
  'Text String': () => text,
  'Byte String': () => bytes,
  'Date Time': () => fc.integer({ min: -1e9, max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
  'Date Time Extended': () => long,
  Interval: () => fc.nat({ max: 0xffff_ffff }),
  'Lease Time': () =>
    fc.oneof(
      fc.nat({ max: 0xffff_ffff }),
      fc.nat({ max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
    ),
  'Unique Identifier': (version) => orEarlier(text, UniqueIdentifierEnumeration.entries, version),
  Data: (version) => orEarlier(bytes, DataEnumeration.entries, version),
  'Asynchronous Indicator': () => fc.constantFrom('Optional', 'Prohibited'),
  'Extension Type': () => fc.constantFrom(...ItemType.entries.keys()),
  Attribute: attribute,
  'one attribute': attribute,
  Attributes: (version) => fc.array(attribute(version), { maxLength: 3 }),
  'Template Attribute': byName,
  'Attribute Reference': reference,
  'Attribute Name': reference,
}

const ofForm = (form: Form, key: string, version: Version): Values => {
  if (form.rest) return itemOf(0x540001)
  if (form.variants)
    return fc.oneof(
      ...[...form.variants.values()]
        .filter((variant) => variant.key !== 'template' || !hasAttributesByTag(version))
        .map((variant) => fc.record({ [variant.key]: arbitraryOf(variant.type, version) }, optional)),
    )
  if (form.type.title === 'any item')
    return itemOf(Tag[`${key.charAt(0).toUpperCase()}${key.slice(1)}` as keyof typeof Tag])
  return arbitraryOf(form.type, version)
}

/** The fields of a structure: values by key in wire order, and which must be there. */
const fieldValues = (type: Type<unknown>, version: Version, except: readonly string[]) => {
  const values: Keyed = {}
  const requiredKeys: string[] = []
  for (const [key, field] of Object.entries(fieldsOf(type)) as [string, AnyField][]) {
    const form = field.at(versionIndex(version), false)
    if (!form || except.includes(key)) continue
    const one = ofForm(form, key, version)
    values[key] = form.many ? fc.array(one, { minLength: 1, maxLength: 2 }) : one
    if (!field.facts.optional) requiredKeys.push(key)
  }
  return { values, requiredKeys }
}

const structureOf = (type: Type<unknown>, version: Version, own: Keyed = {}): Values => {
  const { values, requiredKeys } = fieldValues(type, version, Object.keys(own))
  const keys = Object.keys(fieldsOf(type))
  const all = Object.fromEntries(
    Object.entries({ ...values, ...own }).sort(([a], [b]) => keys.indexOf(a) - keys.indexOf(b)),
  )
  return fc.record(all, { ...optional, requiredKeys: [...requiredKeys, ...Object.keys(own)] })
}

/** What a Key Block and a Credential hold depends on the format or type beside it. */
const byFormat = (type: Type<unknown>, version: Version): Values =>
  fc.constantFrom('Raw', 'PKCS_8', ...keyMaterials().keys()).chain((format) => {
    const transparent = keyMaterials().get(format)
    const keyMaterial = transparent ? fc.oneof(bytes, structureOf(transparent, version)) : bytes
    const list = fc.array(attribute(version), { minLength: 1, maxLength: 2 })
    const plain = fc.record({ keyMaterial, attributes: list }, { ...optional, requiredKeys: ['keyMaterial'] })
    return structureOf(type, version, { keyFormatType: fc.constant(format), keyValue: fc.oneof(bytes, plain) })
  })

const byCredential = (type: Type<unknown>, version: Version): Values =>
  fc.constantFrom(...Object.keys(credentialValues), '0x80000001').chain((name) =>
    structureOf(type, version, {
      credentialType: fc.constant(name),
      credentialValue:
        name in credentialValues
          ? structureOf(credentialValues[name as keyof typeof credentialValues].type, version)
          : itemOf(Tag.CredentialValue),
    }),
  )

const cache = new Map<Type<unknown>, Map<Version, Values>>()

/** Any value of a declared type, as `version` has it. */
export const arbitraryOf = (type: Type<unknown>, version: Version): Values => {
  const known = cache.get(type)?.get(version)
  if (known) return known
  const made = make(type, version)
  cache.set(type, (cache.get(type) ?? new Map()).set(version, made))
  return made
}

const make = (type: Type<unknown>, version: Version): Values => {
  if (type.entries) return ofEntries(type.entries, version)
  if (type.bits) {
    const names = [...type.bits].filter(([, { since, until }]) => livesIn(version, since, until)).map(([name]) => name)
    return fc.subarray(names.length ? names : ['0x00000001'])
  }
  if (type.title === 'KeyBlock') return byFormat(type, version)
  if (type.title === 'Credential') return byCredential(type, version)
  if (type.fields) return structureOf(type, version)
  const leaf = leaves[type.title]
  if (!leaf) throw new TypeError(`no values are known for ${type.title}`)
  return leaf(version)
}

const messageOf = (side: 'request' | 'response', operation: OperationName, version: Version): Values => {
  const message = fieldsOf((side === 'request' ? RequestMessage : ResponseMessage).type)
  const header = (message[`${side}Header`] as AnyField).type
  const item = (message.batchItem as AnyField).type
  return fc.record(
    {
      [`${side}Header`]: structureOf(header, version, { protocolVersion: fc.constant(protocolVersionOf(version)) }),
      batchItem: fc.array(
        structureOf(item, version, {
          operation: fc.constant(operation),
          [`${side}Payload`]: arbitraryOf(operations[operation][side].type, version),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    optional,
  )
}

export const arbitraryRequest = (operation: OperationName, version: Version) =>
  messageOf('request', operation, version) as fc.Arbitrary<RequestMessage>
export const arbitraryResponse = (operation: OperationName, version: Version) =>
  messageOf('response', operation, version) as fc.Arbitrary<ResponseMessage>
