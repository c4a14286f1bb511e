import { expect } from 'chai'
import { attributeList, type ObjectType, spokenVersions, type Version } from '../../codec/index.ts'
import type { StoredObject } from '../../server/index.ts'
import { samples } from './objects.ts'
import { type Condition, type Departure, departures, type Rule, rules, states } from './rules.ts'
import { useStoreServer } from './store-server.ts'
import { exists, hasState, isForType, isFromClient, operationNames, reasonsOf, rulesOf } from './tables.ts'

const moment = new Date('2026-01-02T03:04:05Z')

/** Operation × object type × state × version: outcomes match the standard's tables. */
describe('matrix', () => {
  const { store, ask } = useStoreServer()
  const met = new Set<Departure>()
  let cases = 0

  /** Puts a new object into the store in this state, without the operations that lead there. */
  const placeObject = async (version: Version, objectType: ObjectType, condition: Condition): Promise<string> => {
    store.empty()
    const sample = samples[objectType]
    const known = version === '2.0' || version === '2.1' ? '2.1' : '1.4'
    const { uniqueIdentifier: id, outcome } = await ask(known, 'Register', {
      objectType,
      object: sample?.object,
      attributes: attributeList(sample?.attributes ?? {}),
    })
    const made = store.get(id)
    if (!made) throw new Error(`${objectType} could not be registered: ${outcome}`)
    store.put(changeState(made, condition))
    return id
  }

  it('refuses operations that a version does not have, and those that only a server sends', async () => {
    for (const operation of operationNames)
      for (const version of spokenVersions)
        if (!exists(operation, version) || !isFromClient(operation))
          expect((await ask(version, operation, {})).outcome, `${operation} in ${version}`).to.equal(
            'OperationNotSupported',
          )
  })

  for (const rule of rules) {
    const name = rule.title ? `${rule.operation}, ${rule.title}` : rule.operation
    it(`${name} (${rule.source})`, async () => {
      const wrong: string[] = []
      for (const version of spokenVersions.filter((each) => exists(rule.operation, each)))
        for (const objectType of Object.keys(samples) as ObjectType[])
          for (const condition of conditionsOf(objectType, version)) {
            const uniqueIdentifier = await placeObject(version, objectType, condition)
            const result = (await ask(version, rule.operation, { uniqueIdentifier, ...rule.payload })).outcome
            const one = { rule, version, objectType, condition }
            const problem = findFault(one, result)
            const departure = problem && departureOf(one, result)
            if (departure) met.add(departure)
            else if (problem) wrong.push(`${version} ${objectType} ${condition}: ${problem}`)
            cases++
          }
      expect(wrong).to.deep.equal([])
    })
  }

  it('lets a client change and delete the attributes that it may, and no others (KMIP 1.4 §3, 2.1 §4)', async () => {
    const wrong: string[] = []
    for (const version of spokenVersions)
      for (const objectType of Object.keys(samples) as ObjectType[]) {
        if (!conditionsOf(objectType, version).length) continue
        const own = store.get(await placeObject(version, objectType, 'PreActive'))?.attributes ?? []
        for (const { attribute, value } of own) {
          const may = rulesOf(attribute, version)
          if (!may) continue
          for (const [operation, allowed, payload] of [
            ['ModifyAttribute', may.modifiableByClient, { newAttribute: { attribute, value } }],
            ['DeleteAttribute', may.deletableByClient, { attributeReference: attribute }],
          ] as const) {
            const uniqueIdentifier = await placeObject(version, objectType, 'PreActive')
            const result = (await ask(version, operation, { uniqueIdentifier, ...payload })).outcome
            const isRight = allowed === 'conditional' || (result === 'Success') === allowed
            if (!isRight) wrong.push(`${version} ${objectType} ${operation} ${attribute}: ${result}`)
            cases++
          }
        }
      }
    expect(wrong).to.deep.equal([])
  })

  it('departs from the tables exactly where declared', () => {
    expect(departures.filter((each) => !met.has(each))).to.deep.equal([])
    expect(cases).to.be.above(4000)
  })

  it('reports Item Not Found for an unknown identifier', async () => {
    for (const { operation, payload } of rules)
      for (const version of spokenVersions.filter((each) => exists(operation, each)))
        expect(
          (await ask(version, operation, { uniqueIdentifier: 'none', ...payload })).outcome,
          `${operation} in ${version}`,
        ).to.equal(version === '2.0' || version === '2.1' ? 'ObjectNotFound' : 'ItemNotFound')
  })
})

const isDestroyed = (condition: Condition) => condition === 'Destroyed' || condition === 'DestroyedCompromised'

const changeState = (object: StoredObject, condition: Condition): StoredObject => {
  const attributes = object.attributes.map((each) =>
    each.attribute === 'State' && condition !== 'Archived' ? { ...each, value: condition } : each,
  ) as StoredObject['attributes']
  const archived = { attribute: 'ArchiveDate', index: 0, value: moment } as const
  const { object: material, ...shell } = object
  return {
    ...shell,
    attributes: condition === 'Archived' ? [...attributes, archived] : attributes,
    ...(material && !isDestroyed(condition) && { object: material }),
  }
}

/** Without a State there is nothing between being there and being destroyed. */
const conditionsOf = (objectType: ObjectType, version: Version): readonly Condition[] => {
  if (objectType === 'Template' && (version === '2.0' || version === '2.1')) return []
  return hasState(objectType, version) ? states : ['PreActive', 'Destroyed', 'Archived']
}

interface Case {
  readonly rule: Rule
  readonly version: Version
  readonly objectType: ObjectType
  readonly condition: Condition
}

const findFault = ({ rule, version, objectType, condition }: Case, result: string): string | undefined => {
  const { operation } = rule
  const fits = rule.of ? rule.of.includes(objectType) : isForType(operation, objectType, version)
  if (fits && rule.leftToServerIn?.includes(condition) && result === 'Success') return undefined
  if (fits && rule.in.includes(condition)) return result === 'Success' ? undefined : `${result}, but it is to be done`
  if (result === 'Success') return 'done, but it is to be refused'
  if (condition === 'Archived' && result !== 'ObjectArchived' && fits) return `${result}, but the object is archived`
  return reasonsOf(operation, version).includes(result) ? undefined : `${result} is not in its table of errors`
}

const departureOf = ({ rule, objectType, condition }: Case, result: string): Departure | undefined =>
  departures.find(
    (each) =>
      each.operation === rule.operation &&
      each.result === result &&
      (each.objectTypes?.includes(objectType) ?? true) &&
      (each.in?.includes(condition) ?? true),
  )
