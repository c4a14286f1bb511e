import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import type { AnyField } from '../schema/field.ts'
import type { EnumerationEntry, Type } from '../schema/type.ts'
import { fieldsOf, keyMaterials, layout, oldestFirst, structures } from '../testing/declarations.ts'
import type { AttributeDeclaration, AttributeRules } from './attribute/declare.ts'
import { type AttributeId, attributes } from './attribute/table.ts'
import * as enumerationDoor from './enumeration/index.ts'
import { ItemType } from './enumeration/messages.ts'
import * as maskDoor from './mask.ts'
import { RequestMessage, ResponseMessage } from './message.ts'
import { type OperationName, operations } from './operation/table.ts'
import { Tag, tagNames } from './tag.ts'
import { livesIn, type Version } from './version.ts'

interface Lived {
  readonly since: Version
  readonly until?: Version | null
}
interface NamedValue extends Lived {
  readonly id: string
  readonly value: string
  readonly aliases?: readonly { readonly id: string }[]
}
interface FieldFacts extends Partial<Lived> {
  readonly tag: string
  readonly required: boolean | 'conditional'
  readonly multi?: boolean
}
interface StructureFacts {
  readonly tag: string
  readonly when?: string | { readonly KeyFormatType?: string }
  readonly since: Version
  readonly fields: readonly FieldFacts[]
}
type Answer = boolean | 'conditional'
interface SameRules {
  readonly same: '1.x' | '2.x' | '3.0'
}
interface RuleFacts {
  readonly alwaysHasValue: Answer
  readonly initiallySetBy: readonly string[]
  readonly modifiableByServer: Answer
  readonly modifiableByClient: Answer
  readonly deletableByClient: Answer
  readonly multiInstance: Answer
  readonly appliesTo: '*' | readonly string[]
}
interface AttributeFacts extends Lived {
  readonly id: string
  readonly name: string
  readonly fields?: readonly FieldFacts[]
  readonly rules: Readonly<Record<'1.x' | '2.x' | '3.0', RuleFacts | SameRules>>
}
interface OperationFacts extends Lived {
  readonly value: string
  readonly direction: readonly string[]
  readonly request: readonly FieldFacts[]
  readonly response: readonly FieldFacts[]
}
interface Facts {
  readonly registry: {
    readonly tags: readonly { readonly id: string; readonly hex: string }[]
    readonly enumerations: Readonly<Record<string, readonly NamedValue[]>>
    readonly masks: Readonly<Record<string, readonly NamedValue[]>>
  }
  readonly attributes: { readonly attributes: readonly AttributeFacts[] }
  readonly operations: {
    readonly operations: Readonly<Record<string, OperationFacts>>
    readonly structures: readonly StructureFacts[]
    readonly messages: readonly { readonly name: string; readonly fields: readonly FieldFacts[] }[]
  }
}

/** Two ids are also the name of a structure's field. */
const enumerations = {
  ...enumerationDoor,
  UniqueIdentifier: enumerationDoor.UniqueIdentifierEnumeration,
  Data: enumerationDoor.DataEnumeration,
  ItemType,
} as Readonly<
  Record<string, { entries: ReadonlyMap<string, EnumerationEntry>; codeOf(name: string): number | undefined }>
>

const masks = maskDoor as Readonly<Record<string, { entries: ReadonlyMap<string, EnumerationEntry> }>>

/** The batch item of a message. */
const itemOf = (message: { readonly type: Type<unknown> }): Type<unknown> =>
  (fieldsOf(message.type).batchItem as AnyField).type

const listed = (entries: ReadonlyMap<string, EnumerationEntry>) =>
  [...entries].map(([id, { value, since, until }]) => ({ id, value, since, until: until ?? null }))

const facts = ({ id, value, since, until }: NamedValue) => ({ id, value: Number.parseInt(value, 16), since, until })

const lived = ({ since = '1.0', until }: Partial<Lived>, version: Version): boolean =>
  livesIn(version, since, until ?? undefined)

/** Where the facts are not what the standard says: KMIP 1.4 Table 253 has no Object Type, 2.0 Table 220 is the first. */
const corrections: Readonly<Record<string, Partial<FieldFacts>>> = { 'Import request: ObjectType': { since: '2.0' } }

const expected = (name: string, fields: readonly FieldFacts[], version: Version): string[] =>
  fields
    .map((field) => ({ ...field, ...corrections[`${name}: ${field.tag}`] }))
    .filter((field) => lived(field, version))
    .map(({ tag, required, multi }) => `${tag}${required === true ? '' : '?'}${multi ? '*' : ''}`)

/** Optional here though the standard requires it. */
const lenient: Readonly<Record<string, readonly string[]>> = {
  'clients leave it out, or a server has nothing to say': [
    'Create request: TemplateAttribute',
    'Create request: Attributes',
    'Register request: TemplateAttribute',
    'Register request: Attributes',
    'DeriveKey request: TemplateAttribute',
    'DeriveKey request: Attributes',
    'CreateSplitKey request: TemplateAttribute',
    'CreateSplitKey request: Attributes',
    'Import request: Attributes',
    'Locate request: Attributes',
    'DeleteAttribute request: AttributeName',
    'Notify request: Attribute',
    'GetAttributes response: Attributes',
    'AddAttribute response: Attribute',
    'ModifyAttribute response: Attribute',
    'DeleteAttribute response: Attribute',
    'Export response: Attribute',
    'Export response: Attributes',
    'Template: Attribute',
    'ObjectDefaults: ObjectType',
    'ObjectDefaults: Attributes',
  ],
  'KMIP 1.3 made it optional, for streams': [
    'Encrypt request: Data',
    'Encrypt response: Data',
    'Decrypt request: Data',
    'Decrypt response: Data',
    'Sign request: Data',
    'Sign response: SignatureData',
    'SignatureVerify request: SignatureData',
    'SignatureVerify response: ValidityIndicator',
    'MAC request: Data',
    'MAC response: MACData',
    'MACVerify request: MACData',
    'MACVerify response: ValidityIndicator',
    'Hash request: Data',
    'Hash response: Data',
  ],
  'a later version made it optional': [
    'KeyBlock: KeyValue',
    'Digest: KeyFormatType',
    'ApplicationSpecificInformation: ApplicationData',
  ],
  'the object says it too': ['Import request: ObjectType'],
  'absent where a client sets the limits': ['UsageLimits: UsageLimitsCount'],
}

/** Repeats here, in versions that have it once. */
const oftener = ['RequestBatchItem: MessageExtension', 'Authentication: Credential']

/** Differences between a layout and the facts that are not listed above; what was needed of the lists goes into `used`. */
const differences = (name: string, own: readonly string[], theirs: readonly string[], used: Set<string>): string[] => {
  const explained = own.map((field, index) => {
    const other = theirs[index] ?? ''
    const key = `${name}: ${field.replace(/[?*]/g, '')}`
    const loose = field.replace('?', '') === other ? lenient : field === `${other}*` ? { often: oftener } : {}
    if (field === other || !Object.values(loose).flat().includes(key)) return field
    used.add(key)
    return other
  })
  return explained.join() === theirs.join() ? [] : [`${name}: ${own.join(' ')}; the facts say ${theirs.join(' ')}`]
}

const answer = (given: boolean | string | undefined): Answer =>
  typeof given === 'string' ? 'conditional' : (given ?? false)

const rule = ({ alwaysHasValue = false, initiallySetBy = [], multiInstance = false, ...rules }: AttributeRules) => ({
  alwaysHasValue,
  initiallySetBy: [...initiallySetBy].sort(),
  modifiableByServer: answer(rules.modifiableByServer),
  modifiableByClient: answer(rules.modifiableByClient),
  deletableByClient: answer(rules.deletableByClient),
  multiInstance,
  appliesTo: rules.appliesTo ? [...rules.appliesTo].sort() : '*',
})

const ruleSet = (rules: AttributeFacts['rules'], set: keyof AttributeFacts['rules']): RuleFacts | undefined => {
  const given = rules[set]
  if (given && 'same' in given) return ruleSet(rules, given.same)
  return given?.initiallySetBy ? given : undefined
}

/** Conditions are sentences in the facts: "sometimes" is no promise of a value, and allows several instances. */
const wanted = (given: RuleFacts) => ({
  alwaysHasValue: given.alwaysHasValue === true,
  initiallySetBy: [...given.initiallySetBy].sort(),
  modifiableByServer: given.modifiableByServer,
  modifiableByClient: given.modifiableByClient,
  deletableByClient: given.deletableByClient,
  multiInstance: given.multiInstance !== false,
  appliesTo: given.appliesTo === '*' ? '*' : [...given.appliesTo].sort(),
})

/** Names that the facts leave to another standard, and a published case uses (PKCS11-M-1-21). */
const beyond: Readonly<Record<string, readonly object[]>> = {
  PKCS_11ReturnCode: [{ id: 'OK', value: 0, since: '2.0', until: null }],
}

/** The published cases show it for every object (TC-312-12), for asymmetric keys (CS-AC-M-8-14); the rules tables of 1.x not. */
const otherRules = ['LeaseTime 1.x', 'ProcessStartDate 1.x', 'ProtectStopDate 1.x']

const layoutsAt = (version: Version): Record<string, readonly string[]> => ({
  ...Object.fromEntries(
    Object.values(operations)
      .filter(({ since }) => lived({ since }, version))
      .flatMap(({ name, request, response }) => [
        [`${name} request`, layout(request.type, version)],
        [`${name} response`, layout(response.type, version)],
      ]),
  ),
  ...Object.fromEntries([...structures()].map(([name, type]) => [name, layout(type, version)])),
  ...Object.fromEntries([...keyMaterials()].map(([format, type]) => [format, layout(type, version)])),
})

/** Everything that is declared, for people who look why {@link digest} changed. */
const everything = () => ({
  tags: Tag,
  enumerations: Object.fromEntries(Object.entries(enumerations).map(([id, { entries }]) => [id, listed(entries)])),
  masks: Object.fromEntries(Object.entries(masks).map(([id, { entries }]) => [id, listed(entries)])),
  attributes: Object.entries(attributes).map(([id, { field, onReplacement: _, describes: __, ...rest }]) => [id, rest]),
  layouts: Object.fromEntries(oldestFirst.map((version) => [version, layoutsAt(version)])),
})

/** Of what was declared when it was last compared with the facts. */
const digest = 'c6b3097a93dc56c9c449fb7ffcef6b80db3a408876f7d23f57b09af5a6c6329b'

const shared = resolve(process.env.KMIP_SHARED ?? resolve(import.meta.dirname, '../../../shared'), 'kmip')
const present = existsSync(shared)
const read = (name: string): unknown => JSON.parse(readFileSync(resolve(shared, `${name}.json`), 'utf8'))

describe(`declarations, ${present ? 'compared with the facts of the standards' : 'by digest only: the facts are not here (KMIP_SHARED)'}`, () => {
  it('are those that were compared', () => {
    expect(createHash('sha256').update(JSON.stringify(everything())).digest('hex')).to.equal(digest)
  })

  for (const folder of ['enumeration', 'operation'])
    it(`are all in ${folder}/index.ts`, () => {
      const files = readdirSync(resolve(import.meta.dirname, folder)).filter(
        (file) => !/^(index|table)\.ts$|\.test\.ts$/.test(file),
      )
      const index = readFileSync(resolve(import.meta.dirname, folder, 'index.ts'), 'utf8')
      expect(index.trim().split('\n').sort()).to.deep.equal(files.map((file) => `export * from './${file}'`).sort())
    })

  it('export each operation by its name', () => {
    for (const [id, { name }] of Object.entries(operations)) expect(id).to.equal(name)
  })

  if (!present) return
  const known = Object.fromEntries(
    ['registry', 'attributes', 'operations'].map((name) => [name, read(name)]),
  ) as unknown as Facts

  it('have every tag', () => {
    const { tags } = known.registry
    expect(Tag).to.deep.equal(Object.fromEntries(tags.map(({ id, hex }) => [id, Number.parseInt(hex, 16)])))
    for (const { id, hex } of tags) expect(tagNames.idOf(Number.parseInt(hex, 16))).to.equal(id)
  })

  for (const [id, values] of Object.entries(known.registry.enumerations))
    it(`have every value of ${id}`, () => {
      const declared = enumerations[id]
      expect(listed(declared?.entries ?? new Map())).to.have.deep.members([...values.map(facts), ...(beyond[id] ?? [])])
      for (const { value, aliases = [] } of values)
        for (const alias of aliases) expect(declared?.codeOf(alias.id), alias.id).to.equal(Number.parseInt(value, 16))
    })

  for (const [id, bits] of Object.entries(known.registry.masks))
    it(`have every bit of ${id}`, () => {
      expect(listed(masks[id]?.entries ?? new Map())).to.have.deep.members(bits.map(facts))
    })

  it('have every attribute, with its versions and rules', () => {
    const wrong: string[] = []
    for (const { id, name, since, until, rules } of known.attributes.attributes) {
      // In memory, a custom attribute of 1.x is a vendor attribute.
      if (id === 'CustomAttribute' || id === 'Attribute') continue
      const declared: AttributeDeclaration | undefined = (attributes as Readonly<Record<string, AttributeDeclaration>>)[
        id
      ]
      expect({ id, name: declared?.name, since: declared?.since, until: declared?.until ?? null }).to.deep.equal({
        id,
        name,
        since,
        until,
      })
      for (const set of ['1.x', '2.x'] as const) {
        const there = set === '1.x' ? since < '2.0' : since < '3.0' && !(until && until < '2.0')
        const own = set === '1.x' ? (declared?.v1 ?? declared?.v2) : declared?.v2
        const given = ruleSet(rules, set)
        if (there && given && JSON.stringify(rule(own ?? {})) !== JSON.stringify(wanted(given)))
          wrong.push(`${id} ${set}`)
      }
    }
    expect(wrong).to.deep.equal(otherRules)
  })

  it('have the fields of every payload and structure, in every version', () => {
    const wrong = new Set<string>()
    const used = new Set<string>()
    const compare = (name: string, type: Type<unknown>, fields: readonly FieldFacts[], version: Version) => {
      for (const each of differences(name, layout(type, version), expected(name, fields, version), used))
        wrong.add(each)
    }
    const all = structures()
    const parts = { RequestBatchItem: itemOf(RequestMessage), ResponseBatchItem: itemOf(ResponseMessage) }
    const named = (tag: string): Type<unknown> | undefined =>
      all.get(tag) ?? (parts as Readonly<Record<string, Type<unknown>>>)[tag]
    for (const version of oldestFirst) {
      for (const [name, facts] of Object.entries(known.operations.operations)) {
        if (!lived(facts, version)) continue
        const { request, response, code, since } = operations[name as OperationName]
        expect({ code, since }, name).to.deep.equal({ code: Number.parseInt(facts.value, 16), since: facts.since })
        compare(`${name} request`, request.type, facts.request, version)
        compare(`${name} response`, response.type, facts.response, version)
      }
      for (const { name, fields } of known.operations.messages)
        compare(name, named(name) as Type<unknown>, fields, version)
      for (const { tag, when, fields, ...life } of known.operations.structures) {
        const format = typeof when === 'object' ? when.KeyFormatType : undefined
        // Attributes have a form of their own in memory.
        if (tag === 'Attribute') continue
        const type = when === undefined ? named(tag) : format && keyMaterials().get(format)
        if (type && lived(life, version)) compare(format ?? tag, type, fields, version)
      }
      for (const { id, fields, ...life } of known.attributes.attributes)
        if (fields && lived(life, version)) compare(id, attributes[id as AttributeId].field.type, fields, version)
    }
    expect([...wrong]).to.deep.equal([])
    expect([...used].sort(), 'every leniency listed is still one').to.deep.equal(
      [...Object.values(lenient).flat(), ...oftener].sort(),
    )
  })
})
