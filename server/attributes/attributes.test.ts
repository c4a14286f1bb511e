import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type AttributeInstance, type AttributesByKey, attributeList, type Version } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { getAttribute } from '../lifecycle/object-attributes.ts'
import type { StoredObject } from '../store/store.ts'
import { reasonOf } from '../testing/reason-of.ts'
import { addInstance, deleteAllInstances, deleteInstance, modifyInstance, setInstance } from './change-instances.ts'
import { createObject, type Origin } from './create-object.ts'
import { createUniqueIdentifier } from './create-unique-identifier.ts'
import { listVisibleReferences, selectAttributes } from './visible-attributes.ts'

const now = new Date('2026-03-01T12:00:00Z')
const scopeIn = (version: Version): Scope =>
  ({ version, now, random: randomBytes, principal: { id: 'CN=a' } }) as unknown as Scope
const material = (keyMaterial = Buffer.alloc(32, 1)) => ({
  symmetricKey: {
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
    } as const,
  },
})
const make = (given: AttributesByKey, version: Version = '2.1', origin: Origin = 'created'): StoredObject =>
  createObject(material(), attributeList(given), origin, scopeIn(version))
const one = (given: AttributesByKey): AttributeInstance => attributeList(given)[0] as AttributeInstance
const vendor = (attributeName: string, value: string, vendorIdentification = 'x'): AttributeInstance => ({
  attribute: 'Attribute',
  value: { vendorIdentification, attributeName, attributeValue: { tag: 0x42000b, type: 'TextString', value } },
})
const when = (version: Version = '2.1') => ({ version, now })
const indices = (object: StoredObject, attribute: string) =>
  object.attributes.filter((each) => each.attribute === attribute).map((each) => each.index)

describe('attributes of new objects', () => {
  /** What the published cases list for a created symmetric key (SKLC-O-1), beside what the client gave. */
  const created: [Version, string[]][] = [
    [
      '1.0',
      [
        'CryptographicAlgorithm',
        'CryptographicLength',
        'Digest',
        'InitialDate',
        'LastChangeDate',
        'LeaseTime',
        'ObjectType',
        'State',
        'UniqueIdentifier',
      ],
    ],
    [
      '1.2',
      [
        'CryptographicAlgorithm',
        'CryptographicLength',
        'Digest',
        'Fresh',
        'InitialDate',
        'LastChangeDate',
        'LeaseTime',
        'ObjectType',
        'OriginalCreationDate',
        'State',
        'UniqueIdentifier',
      ],
    ],
    [
      '1.4',
      [
        'AlwaysSensitive',
        'CryptographicAlgorithm',
        'CryptographicLength',
        'Digest',
        'Extractable',
        'Fresh',
        'InitialDate',
        'LastChangeDate',
        'LeaseTime',
        'NeverExtractable',
        'ObjectType',
        'OriginalCreationDate',
        'RandomNumberGenerator',
        'Sensitive',
        'State',
        'UniqueIdentifier',
      ],
    ],
    [
      '2.1',
      [
        'AlwaysSensitive',
        'CryptographicAlgorithm',
        'CryptographicLength',
        'Digest',
        'Extractable',
        'Fresh',
        'InitialDate',
        'KeyFormatType',
        'LastChangeDate',
        'LeaseTime',
        'NeverExtractable',
        'ObjectType',
        'OriginalCreationDate',
        'ProtectionStorageMask',
        'RandomNumberGenerator',
        'Sensitive',
        'ShortUniqueIdentifier',
        'State',
        'UniqueIdentifier',
      ],
    ],
  ]
  for (const [version, expected] of created)
    it(`a client of ${version} sees what ${version} has`, () => {
      expect(listVisibleReferences(make({}), version).map(String).sort()).to.deep.equal(expected)
    })

  it('are Active at once when the Activation Date is past', () => {
    expect(getAttribute(make({ activationDate: now }), 'State')).to.equal('Active')
    expect(getAttribute(make({}), 'State')).to.equal('PreActive')
    expect(getAttribute(make({ state: 'Active' }), 'ActivationDate')).to.deep.equal(now)
    expect(getAttribute(make({ activationDate: new Date(0), deactivationDate: new Date(1000) }), 'State')).to.equal(
      'Deactivated',
    )
  })

  it('have no Original Creation Date and no generator when registered', () => {
    const object = make({}, '2.1', 'registered')
    expect(getAttribute(object, 'OriginalCreationDate')).to.equal(undefined)
    expect(getAttribute(object, 'RandomNumberGenerator')).to.equal(undefined)
  })

  it('follow Sensitive and Extractable', () => {
    const object = make({ sensitive: true, extractable: false })
    expect(getAttribute(object, 'AlwaysSensitive')).to.equal(true)
    expect(getAttribute(object, 'NeverExtractable')).to.equal(true)
  })

  it('refuse what only the server sets, single values given twice, contradictions and what the version does not know', () => {
    expect(reasonOf(() => make({ state: 'Compromised' }))).to.equal('ReadOnlyAttribute')
    expect(reasonOf(() => make({ uniqueIdentifier: '1' }))).to.equal('ReadOnlyAttribute')
    expect(reasonOf(() => make({ description: ['a', 'b'] }))).to.equal('AttributeSingleValued')
    expect(reasonOf(() => make({ cryptographicLength: 128 }))).to.equal('InvalidField')
    expect(reasonOf(() => make({ sensitive: true }, '1.2'))).to.equal('UnsupportedAttribute')
  })

  it('number the instances of each attribute', () => {
    const object = createObject(
      material(),
      [...attributeList({ name: ['a', 'b'] }), vendor('one', '1'), vendor('two', '2'), vendor('one', '3')],
      'created',
      scopeIn('1.4'),
    )
    expect(indices(object, 'Name')).to.deep.equal([0, 1])
    expect(indices(object, 'Attribute')).to.deep.equal([0, 0, 1])
  })

  it('have identifiers of 36 characters, version 7: in the order in which they were made', () => {
    // The example of RFC 9562, appendix A.6.
    const random = Buffer.from('7cc318c4dc0c0c07398f', 'hex')
    const example = createUniqueIdentifier(() => random, new Date('2022-02-22T19:22:22Z'))
    expect(example).to.equal('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
    const ones = createUniqueIdentifier((size) => new Uint8Array(size).fill(255), new Date('2022-02-22T19:22:22.001Z'))
    expect(ones).to.equal('017f22e2-79b1-7fff-bfff-ffffffffffff')
    expect(ones > example).to.equal(true)
  })
})

describe('attribute changes', () => {
  it('adds a further instance with the next index, and leaves the others', () => {
    const added = addInstance(make({ name: 'a' }), one({ name: 'b' }), when('1.4'))
    expect(added.instance.index).to.equal(1)
    expect(indices(added.object, 'Name')).to.deep.equal([0, 1])
  })

  it('does not add what is there, what is read-only, or the same Name again', () => {
    const key = make({ name: 'a', description: 'd' })
    expect(reasonOf(() => addInstance(key, one({ description: 'e' }), when()))).to.equal('AttributeSingleValued')
    expect(reasonOf(() => addInstance(key, one({ state: 'Active' }), when()))).to.equal('ReadOnlyAttribute')
    expect(reasonOf(() => addInstance(key, one({ name: 'a' }), when()))).to.equal('NonUniqueNameAttribute')
    expect(reasonOf(() => addInstance(key, vendor('a', 'b', ''), when('1.4')))).to.equal('UnsupportedAttribute')
  })

  it('begins Usage Limits with the whole total', () => {
    const limits = one({ usageLimits: { usageLimitsTotal: 1000n, usageLimitsUnit: 'Byte' } })
    expect(addInstance(make({}), limits, when('1.0')).instance.value).to.deep.equal({
      usageLimitsTotal: 1000n,
      usageLimitsUnit: 'Byte',
      usageLimitsCount: 1000n,
    })
  })

  it('an Activation Date that is past activates', () => {
    expect(getAttribute(addInstance(make({}), one({ activationDate: now }), when()).object, 'State')).to.equal('Active')
  })

  it('modifies by index in 1.x and by current value in 2.x', () => {
    const key = make({ name: ['a', 'b'] })
    const given = { ...one({ name: 'c' }), index: 1 } as AttributeInstance
    const names = (object: StoredObject) =>
      selectAttributes(object, ['Name'], '2.1').map((each) => (each.value as { nameValue: string }).nameValue)
    expect(names(modifyInstance(key, given, undefined, when('1.4')).object)).to.deep.equal(['a', 'c'])
    expect(names(modifyInstance(key, one({ name: 'c' }), one({ name: 'a' }), when()).object)).to.deep.equal(['c', 'b'])
    expect(reasonOf(() => modifyInstance(key, one({ name: 'c' }), undefined, when()))).to.equal('MultiValuedAttribute')
    expect(reasonOf(() => modifyInstance(key, one({ name: 'c' }), one({ name: 'z' }), when()))).to.equal(
      'AttributeInstanceNotFound',
    )
    expect(
      reasonOf(() => modifyInstance(key, { ...given, index: 9 } as AttributeInstance, undefined, when('1.4'))),
    ).to.equal('AttributeInstanceNotFound')
    expect(reasonOf(() => modifyInstance(make({}), one({ name: 'c' }), undefined, when()))).to.equal(
      'AttributeNotFound',
    )
  })

  it('lets dates change only while the state and the dates allow it', () => {
    const active = make({ activationDate: now })
    const later = new Date(now.getTime() + 1000)
    expect(reasonOf(() => modifyInstance(active, one({ activationDate: later }), undefined, when()))).to.equal(
      'WrongKeyLifecycleState',
    )
    const stopping = make({ activationDate: now, protectStopDate: later })
    expect(
      reasonOf(() =>
        modifyInstance(stopping, one({ protectStopDate: new Date(now.getTime() + 9000) }), undefined, when()),
      ),
    ).to.equal('none')
    const stopped = make({ activationDate: now, protectStopDate: now })
    expect(reasonOf(() => modifyInstance(stopped, one({ protectStopDate: later }), undefined, when()))).to.equal(
      'WrongKeyLifecycleState',
    )
    expect(reasonOf(() => modifyInstance(active, one({ state: 'Active' }), undefined, when()))).to.equal(
      'AttributeReadOnly',
    )
  })

  it('sets: adds when there is none, modifies when there is one, refuses when there are several', () => {
    expect(getAttribute(setInstance(make({}), one({ description: 'd' }), when()).object, 'Description')).to.equal('d')
    expect(
      getAttribute(setInstance(make({ description: 'd' }), one({ description: 'e' }), when()).object, 'Description'),
    ).to.equal('e')
    expect(reasonOf(() => setInstance(make({ name: ['a', 'b'] }), one({ name: 'c' }), when()))).to.equal(
      'MultiValuedAttribute',
    )
  })

  it('deletes one instance, or all of them, and indices stay', () => {
    const key = make({ name: ['a', 'b', 'c'] })
    const deleted = deleteInstance(key, { reference: 'Name', index: 1 }, when('1.4'))
    expect(indices(deleted.object, 'Name')).to.deep.equal([0, 2])
    expect(addInstance(deleted.object, one({ name: 'd' }), when('1.4')).instance.index).to.equal(3)
    expect(indices(deleteAllInstances(key, 'Name', when()), 'Name')).to.deep.equal([])
    expect(indices(deleteInstance(key, { current: one({ name: 'b' }) }, when()).object, 'Name')).to.deep.equal([0, 2])
    expect(reasonOf(() => deleteAllInstances(key, 'State', when()))).to.equal('AttributeReadOnly')
    expect(reasonOf(() => deleteInstance(key, { reference: 'Description', index: 0 }, when()))).to.equal(
      'AttributeNotFound',
    )
    expect(reasonOf(() => deleteAllInstances(key, 'NoSuchThing', when()))).to.equal('InvalidAttribute')
  })

  it('dates every change', () => {
    const later = new Date(now.getTime() + 5000)
    const changed = addInstance(make({}), one({ name: 'a' }), { version: '2.1', now: later }).object
    expect(getAttribute(changed, 'LastChangeDate')).to.deep.equal(later)
  })
})

describe('attributes asked for', () => {
  it('come in the order asked, without those that are not set, and without index 0', () => {
    const key = make({ name: ['a', 'b'], contactInformation: 'me' })
    const list = selectAttributes(key, ['State', 'Description', 'Name', 'ContactInformation'], '1.4')
    expect(list.map(({ attribute, index }) => [attribute, index])).to.deep.equal([
      ['State', undefined],
      ['Name', undefined],
      ['Name', 1],
      ['ContactInformation', undefined],
    ])
    expect(reasonOf(() => selectAttributes(key, ['State', 'State'], '1.4'))).to.equal('InvalidMessage')
  })

  it('vendor attributes that 1.x cannot name are not shown to it', () => {
    const key = createObject(material(), [vendor('a', '1'), vendor('b', '2', 'ACME')], 'created', scopeIn('2.1'))
    const references = (version: Version) =>
      listVisibleReferences(key, version).filter((each) => typeof each !== 'string')
    expect(references('2.1')).to.have.length(2)
    expect(references('1.4')).to.deep.equal([{ vendorIdentification: 'x', attributeName: 'a' }])
  })
})
