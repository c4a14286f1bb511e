import { readFileSync } from 'node:fs'
import type { ObjectType, OperationName, Version } from '../../codec/index.ts'
import { versionIndex } from '../../codec/schema/version.ts'

type Family = '1.x' | '2.x'

interface AttributeRules {
  readonly modifiableByClient: boolean | 'conditional'
  readonly deletableByClient: boolean | 'conditional'
  readonly appliesTo: '*' | readonly ObjectType[]
}

interface OperationFacts {
  readonly since: Version
  readonly direction: readonly string[]
  /** Those that it is for; nothing where the standard has no table. */
  readonly objectTypes: readonly ObjectType[] | null
  readonly errors: Readonly<Record<Family, readonly string[]>>
}

interface AttributeFacts {
  readonly since: Version
  readonly until: Version | null
  readonly rules: Readonly<Record<Family, AttributeRules>>
}

interface Tables {
  readonly generalErrors: Readonly<Record<Family, readonly string[]>>
  readonly operations: Readonly<Record<OperationName, OperationFacts>>
  readonly attributes: Readonly<Record<string, AttributeFacts>>
}

/** Facts of the standard, not of this package: the file says where they are from. */
const tables = JSON.parse(readFileSync(new URL('fixtures/tables.json', import.meta.url), 'utf8')) as Tables

const familyOf = (version: Version): Family => (versionIndex(version) <= versionIndex('1.4') ? '1.x' : '2.x')

/** The rules table of an attribute, where this version has the attribute. */
export const rulesOf = (attribute: string, version: Version): AttributeRules | undefined => {
  const facts = tables.attributes[attribute]
  if (!facts || versionIndex(facts.since) > versionIndex(version)) return undefined
  if (facts.until && versionIndex(facts.until) < versionIndex(version)) return undefined
  return facts.rules[familyOf(version)]
}

export const operationNames = Object.keys(tables.operations) as OperationName[]
export const isFromClient = (operation: OperationName): boolean =>
  tables.operations[operation].direction.includes('client-to-server')
export const exists = (operation: OperationName, version: Version): boolean =>
  versionIndex(tables.operations[operation].since) <= versionIndex(version)

/** The table of object types is of 1.2; from 2.0 on the standard has none. */
export const isForType = (operation: OperationName, objectType: ObjectType, version: Version): boolean =>
  familyOf(version) === '2.x' || (tables.operations[operation].objectTypes?.includes(objectType) ?? true)

/** Whether objects of this type have a State. */
export const hasState = (objectType: ObjectType, version: Version): boolean => {
  const { appliesTo } = tables.attributes.State?.rules[familyOf(version)] ?? { appliesTo: '*' }
  return objectType !== 'Template' && (appliesTo === '*' || appliesTo.includes(objectType))
}

/**
 * Reasons that tables leave out though their descriptions are of every operation (KMIP 2.1 §11.46); and those of the other
 * operations on keys, where 1.x prints no table.
 */
const ofEveryOperation: Readonly<Record<Family, readonly string[]>> = {
  '1.x': ['ItemNotFound', 'ObjectArchived'],
  '2.x': ['ObjectArchived', 'ObjectDestroyed'],
}

/** The Result Reasons with which an operation may fail. */
export const reasonsOf = (operation: OperationName, version: Version): readonly string[] => {
  const family = familyOf(version)
  return [...tables.operations[operation].errors[family], ...tables.generalErrors[family], ...ofEveryOperation[family]]
}
