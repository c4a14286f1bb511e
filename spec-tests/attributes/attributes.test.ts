import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type AttributeId,
  attributeList,
  type ObjectType,
  type OperationName,
  type Version,
} from '../../codec/index.ts'
import type { StoredObject } from '../../server/index.ts'
import { samples } from '../matrix/objects.ts'
import { useStoreServer } from '../matrix/store-server.ts'
import { settable } from './values.ts'

interface Rules {
  readonly alwaysHasValue: boolean
  readonly byClient: boolean
  readonly modify: boolean | 'conditional'
  readonly delete: boolean | 'conditional'
  readonly many: boolean
  readonly types: '*' | readonly string[] | null
}
interface Facts {
  readonly id: string
  readonly since: Version
  readonly until: Version | null
  readonly rules: Readonly<Partial<Record<'1.x' | '2.x', Rules>>>
}

const facts: readonly Facts[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/attributes.json'), 'utf8'),
).attributes

const versions = ['1.0', '1.2', '1.4', '2.0', '2.1'] as const satisfies readonly Version[]
const isNew = (version: Version) => version.startsWith('2')
const livesIn = ({ since, until }: Facts, version: Version) => since <= version && (!until || version <= until)

/** Where the published cases say otherwise than the tables: CS-AC-M-8-14 has them for a private key. */
const alsoFor: Readonly<Record<string, readonly string[]>> = {
  ProcessStartDate: ['PrivateKey', 'PublicKey'],
  ProtectStopDate: ['PrivateKey', 'PublicKey'],
}

/** Set by the server, and also given by clients for a new object: Create requires them, Register may repeat the actual value. */
const saidAtCreation = new Set<string>([
  'CertificateLength',
  'CertificateType',
  'CryptographicAlgorithm',
  'CryptographicLength',
  'DigitalSignatureAlgorithm',
  'Fresh',
  'KeyFormatType',
  'OpaqueDataType',
  'OriginalCreationDate',
  'ProtectionStorageMask',
  'RandomNumberGenerator',
])

/** Without a value although the tables say always: the object has none, or the client sets it. */
const without: readonly { readonly id: string; readonly types?: readonly string[] }[] = [
  // What an object may be used for is for clients to say; without, it is for nothing.
  { id: 'CryptographicUsageMask' },
  // The published cases show none for certificates (TC-132-12).
  { id: 'CryptographicAlgorithm', types: ['SecretData', 'OpaqueObject', 'Certificate'] },
  { id: 'CryptographicLength', types: ['SecretData', 'OpaqueObject'] },
  // They have no Key Block.
  { id: 'KeyFormatType', types: ['Certificate', 'OpaqueObject'] },
]

/** What a Result Reason of 2.x is called before (KMIP 1.4 §11). */
const older: Readonly<Record<string, string>> = {
  AttributeNotFound: 'ItemNotFound',
  AttributeReadOnly: 'PermissionDenied',
  AttributeSingleValued: 'IllegalOperation',
  InvalidAttribute: 'InvalidField',
  ReadOnlyAttribute: 'PermissionDenied',
  UnsupportedAttribute: 'InvalidField',
}

/** Attribute × object type × version against the rules tables of the standard (KMIP 1.4 §3, 2.1 §4). */
describe('attributes', () => {
  const { store, ask } = useStoreServer()
  const register = (version: Version, objectType: ObjectType, attributes: readonly object[]) =>
    ask(version, 'Register', { objectType, object: samples[objectType]?.object, attributes })

  /** A new object without any of the attributes that clients may leave out. */
  const createBare = async (version: Version, objectType: ObjectType): Promise<StoredObject> => {
    store.empty()
    const { uniqueIdentifier } = await register(version, objectType, [])
    return store.get(uniqueIdentifier) as StoredObject
  }
  const typesIn = (version: Version) =>
    (Object.keys(samples) as ObjectType[]).filter(
      (type) => type !== 'Template' && (type !== 'SecretData' || version >= '1.0'),
    )

  const expectedOf = (version: Version, objectType: string, fact: Facts) => {
    const rules = fact.rules[isNew(version) ? '2.x' : '1.x'] ?? fact.rules['2.x']
    const nameReason = (name: string) => (isNew(version) ? name : (older[name] ?? name))
    const isFor =
      !rules ||
      rules.types === '*' ||
      rules.types === null ||
      rules.types.includes(objectType) ||
      (alsoFor[fact.id]?.includes(objectType) ?? false)
    return { rules, reason: nameReason, isFor, isKnown: livesIn(fact, version) }
  }

  /** For each attribute and type in each version: what is wrong, if anything. */
  const findFaults = async (
    look: (version: Version, objectType: ObjectType, fact: Facts) => Promise<string | undefined>,
  ): Promise<string[]> => {
    const wrong: string[] = []
    for (const version of versions)
      for (const objectType of typesIn(version))
        for (const fact of facts) {
          if (fact.id === 'CustomAttribute' || (fact.id === 'Attribute' && !isNew(version))) continue
          const problem = await look(version, objectType, fact)
          if (problem) wrong.push(`${version} ${objectType} ${fact.id}: ${problem}`)
        }
    return wrong
  }
  const describeDifference = (expected: string, outcome: string) =>
    expected === outcome ? undefined : `expected ${expected}, got ${outcome}`
  const valuesOf = ({ id }: Facts) => settable[id as AttributeId] ?? ['value', 'other']
  const has = (object: StoredObject | undefined, id: string) =>
    object?.attributes.some(({ attribute }) => attribute === id) ?? false

  it('are all in the test', () => {
    expect(facts).to.have.length(91)
    const missing = facts.filter(
      ({ id, rules }) => rules['2.x']?.byClient && !settable[id as AttributeId] && !id.startsWith('Certificate'),
    )
    expect(missing.map(({ id }) => id)).to.deep.equal([])
  })

  it('may be given to new objects by clients, if the table says so', async () => {
    const wrong = await findFaults(async (version, objectType, fact) => {
      const { rules, reason, isFor, isKnown } = expectedOf(version, objectType, fact)
      if (saidAtCreation.has(fact.id)) return undefined
      const expected = !isKnown
        ? reason('UnsupportedAttribute')
        : !rules?.byClient
          ? reason('ReadOnlyAttribute')
          : isFor
            ? 'Success'
            : reason('InvalidAttribute')
      store.empty()
      const given = { attribute: fact.id, value: valuesOf(fact)[0] }
      return describeDifference(expected, (await register(version, objectType, [given])).outcome)
    })
    expect(wrong).to.deep.equal([])
  })

  it('are added once, or as often as the table says', async () => {
    const wrong = await findFaults(async (version, objectType, fact) => {
      const { rules, reason, isFor, isKnown } = expectedOf(version, objectType, fact)
      const { uniqueIdentifier, attributes } = await createBare(version, objectType)
      const isSet = attributes.some(({ attribute }) => attribute === fact.id)
      const add = async (value: unknown) =>
        (await ask(version, 'AddAttribute', { uniqueIdentifier, newAttribute: { attribute: fact.id, value } })).outcome
      const expected = !isKnown
        ? reason('UnsupportedAttribute')
        : !rules?.byClient
          ? reason('ReadOnlyAttribute')
          : !isFor
            ? reason('InvalidAttribute')
            : isSet && !rules.many
              ? reason('AttributeSingleValued')
              : 'Success'
      const [first, second] = valuesOf(fact)
      const problem = describeDifference(expected, await add(first))
      if (problem || expected !== 'Success') return problem
      const again = describeDifference(rules?.many ? 'Success' : reason('AttributeSingleValued'), await add(second))
      const values = store.get(uniqueIdentifier)?.attributes.filter(({ attribute }) => attribute === fact.id)
      return (
        again ??
        (rules?.many && new Set(values?.map(({ index }) => index)).size < 2 ? 'no index of its own' : undefined)
      )
    })
    expect(wrong).to.deep.equal([])
  })

  it('are modified by clients, or set, if the table says so', async () => {
    const wrong = await findFaults(async (version, objectType, fact) => {
      const { rules, reason, isFor, isKnown } = expectedOf(version, objectType, fact)
      const [first, second] = valuesOf(fact)
      const { uniqueIdentifier } = await createBare(version, objectType)
      if (isKnown && rules?.byClient && isFor)
        await ask(version, 'AddAttribute', { uniqueIdentifier, newAttribute: { attribute: fact.id, value: first } })
      const newAttribute = { attribute: fact.id, value: second }
      const operations = isNew(version)
        ? (['ModifyAttribute', 'SetAttribute'] as const)
        : (['ModifyAttribute'] as const)
      for (const operation of operations) {
        const isSet = has(store.get(uniqueIdentifier), fact.id)
        const change = operation === 'ModifyAttribute' || isSet
        const expected = !isKnown
          ? reason(operation === 'ModifyAttribute' ? 'AttributeNotFound' : 'UnsupportedAttribute')
          : change && !rules?.modify
            ? reason('AttributeReadOnly')
            : !change && !rules?.byClient
              ? reason('ReadOnlyAttribute')
              : !isSet && operation === 'ModifyAttribute'
                ? reason('AttributeNotFound')
                : !isSet && !isFor
                  ? reason('InvalidAttribute')
                  : 'Success'
        const problem = describeDifference(
          expected,
          (await ask(version, operation, { uniqueIdentifier, newAttribute })).outcome,
        )
        if (problem) return `${operation}: ${problem}`
      }
      return undefined
    })
    expect(wrong).to.deep.equal([])
  })

  it('are deleted by clients, if the table says so', async () => {
    const wrong = await findFaults(async (version, objectType, fact) => {
      const { rules, reason, isFor, isKnown } = expectedOf(version, objectType, fact)
      const { uniqueIdentifier } = await createBare(version, objectType)
      if (isKnown && rules?.byClient && isFor)
        await ask(version, 'AddAttribute', {
          uniqueIdentifier,
          newAttribute: { attribute: fact.id, value: valuesOf(fact)[0] },
        })
      const isSet = has(store.get(uniqueIdentifier), fact.id)
      const attributeReference =
        fact.id === 'Attribute' ? { vendorIdentification: 'x', attributeName: 'Shelf' } : fact.id
      const expected =
        !isKnown || !isSet ? reason('AttributeNotFound') : rules?.delete ? 'Success' : reason('AttributeReadOnly')
      const { outcome } = await ask(version, 'DeleteAttribute', { uniqueIdentifier, attributeReference })
      return (
        describeDifference(expected, outcome) ??
        (outcome === 'Success' && has(store.get(uniqueIdentifier), fact.id) ? 'is still there' : undefined)
      )
    })
    expect(wrong).to.deep.equal([])
  })

  it('have a value where the table says that they always have one', async () => {
    const wrong = await findFaults(async (version, objectType, fact) => {
      const { rules, isFor, isKnown } = expectedOf(version, objectType, fact)
      if (!isKnown || !rules?.alwaysHasValue || !isFor || rules.types === null) return undefined
      if (without.some(({ id, types }) => id === fact.id && (!types || types.includes(objectType)))) return undefined
      const { uniqueIdentifier } = await createBare(version, objectType)
      return has(store.get(uniqueIdentifier), fact.id) ? undefined : 'is not set'
    })
    expect(wrong).to.deep.equal([])
  })

  it('of the server’s vendor are its own (KMIP 1.4 §3.39, 2.1 §4.60)', async () => {
    for (const version of versions) {
      const { uniqueIdentifier, attributes } = await createBare(version, 'SymmetricKey')
      const value = {
        vendorIdentification: 'y',
        attributeName: 'Rack',
        attributeValue: { tag: 0x42000b, type: 'TextString', value: 'a' },
      }
      const own = { attribute: 'Attribute', index: 0, value } as const
      const readOnly = isNew(version) ? 'AttributeReadOnly' : 'PermissionDenied'
      const askOutcome = async (operation: OperationName, payload: object) =>
        (await ask(version, operation, { uniqueIdentifier, ...payload })).outcome
      expect(await askOutcome('AddAttribute', { newAttribute: own })).to.match(/ReadOnlyAttribute|PermissionDenied/)
      store.put({ ...(store.get(uniqueIdentifier) as StoredObject), attributes: [...attributes, own] as never })
      expect(await askOutcome('ModifyAttribute', { newAttribute: own })).to.equal(readOnly)
      const attributeReference = { vendorIdentification: 'y', attributeName: 'Rack' }
      expect(await askOutcome('DeleteAttribute', { attributeReference })).to.equal(readOnly)
      expect((await register(version, 'SymmetricKey', [own])).outcome).to.match(/ReadOnlyAttribute|PermissionDenied/)
    }
  })

  it('Always Sensitive and Never Extractable remember (KMIP 2.1 §4.3, §4.33)', async () => {
    store.empty()
    const attributes = attributeList({ sensitive: true, extractable: false })
    const { uniqueIdentifier } = await register('2.1', 'SymmetricKey', attributes)
    const values = () =>
      ['AlwaysSensitive', 'NeverExtractable'].map(
        (id) => store.get(uniqueIdentifier)?.attributes.find(({ attribute }) => attribute === id)?.value,
      )
    const set = async (attribute: string, value: boolean) =>
      expect(
        (await ask('2.1', 'SetAttribute', { uniqueIdentifier, newAttribute: { attribute, value } })).outcome,
      ).to.equal('Success')
    expect(values()).to.deep.equal([true, true])
    await set('Sensitive', true)
    expect(values()).to.deep.equal([true, true])
    await set('Sensitive', false)
    await set('Extractable', true)
    expect(values()).to.deep.equal([false, false])
    await set('Sensitive', true)
    await set('Extractable', false)
    expect(values()).to.deep.equal([false, false])
  })

  it('of time do not contradict each other (KMIP 2.1 §4.40, §4.41)', async () => {
    const [early, late] = [new Date('2060-01-01T00:00:00Z'), new Date('2061-01-01T00:00:00Z')]
    const outcomeOf = async (version: Version, given: Parameters<typeof attributeList>[0]) => {
      store.empty()
      return (await register(version, 'SymmetricKey', attributeList(given))).outcome
    }
    expect(await outcomeOf('2.1', { activationDate: late, processStartDate: early })).to.equal('InvalidAttributeValue')
    expect(await outcomeOf('1.4', { deactivationDate: early, protectStopDate: late })).to.equal('InvalidField')
    expect(
      await outcomeOf('2.1', {
        activationDate: early,
        processStartDate: early,
        protectStopDate: late,
        deactivationDate: late,
      }),
    ).to.equal('Success')
    store.empty()
    const { uniqueIdentifier } = await register(
      '2.1',
      'SymmetricKey',
      attributeList({ activationDate: early, processStartDate: late }),
    )
    const newAttribute = { attribute: 'ActivationDate', value: new Date('2062-01-01T00:00:00Z') }
    const changed = await ask('2.1', 'ModifyAttribute', { uniqueIdentifier, newAttribute })
    expect(changed.outcome).to.equal('InvalidAttributeValue')
  })

  it('Protection Storage Masks are what can be had (KMIP 2.1 §7.33)', async () => {
    store.empty()
    const create = async (masks: readonly (readonly string[])[], more: object = {}) =>
      (
        await ask('2.1', 'Create', {
          objectType: 'SymmetricKey',
          attributes: attributeList({
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
            cryptographicUsageMask: ['Encrypt'],
          }),
          protectionStorageMasks: { protectionStorageMask: masks },
          ...more,
        })
      ).outcome
    expect(await create([['Hardware'], ['Software']])).to.equal('Success')
    expect(await create([['Hardware'], ['Software', 'Hardware']])).to.equal('ProtectionStorageUnavailable')
    const pair = (
      await ask('2.1', 'CreateKeyPair', { publicProtectionStorageMasks: { protectionStorageMask: [['OnSystem']] } })
    ).outcome
    expect(pair).to.equal('PublicProtectionStorageUnavailable')
    const claimed = attributeList({ protectionStorageMask: ['Hardware'] })
    expect((await register('2.1', 'SymmetricKey', claimed)).outcome).to.equal('ProtectionStorageUnavailable')
  })

  it('Digest is in the format of the object, and in the default format of its kind (KMIP 2.1 §4.21)', async () => {
    store.empty()
    const { uniqueIdentifier } = await register('2.1', 'PrivateKey', [])
    const digests = store
      .get(uniqueIdentifier)
      ?.attributes.flatMap((each) => (each.attribute === 'Digest' ? [each.value] : []))
    expect(digests?.map(({ keyFormatType }) => keyFormatType)).to.deep.equal(['PKCS_8', 'TransparentECPrivateKey'])
    expect(new Set(digests?.map(({ digestValue }) => Buffer.from(digestValue ?? []).toString('hex'))).size).to.equal(2)
  })
})
