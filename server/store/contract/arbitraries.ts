import fc from 'fast-check'
import type { AttributeInstance, FindQuery } from '../store.ts'
import { attribute } from './samples.ts'

const owners = ['alice', 'bob']
const usages = ['Encrypt', 'Decrypt', 'Sign', 'WrapKey']
const dateAttributes = ['InitialDate', 'ActivationDate', 'ArchiveDate']

const date = fc.integer({ min: 0, max: 20 }).map((n) => new Date(1_700_000_000_000 + n * 1000))
const nameArbitrary = (values: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: values }), fc.constantFrom('UninterpretedTextString', 'URI'))
    .map(([n, nameType]) => ({ nameValue: n === 0 ? '' : `name ${n}`, nameType }))

export const owner = fc.constantFrom(...owners)

/** One instance of an attribute, out of few values, so that objects and queries meet. `names`: how many Names there are. */
const instance = (names: number): fc.Arbitrary<AttributeInstance> =>
  fc.oneof(
    nameArbitrary(names).map((value) => attribute('Name', value)),
    fc.constantFrom('PreActive', 'Active', 'Destroyed').map((value) => attribute('State', value)),
    fc.constantFrom(128, 256).map((value) => attribute('CryptographicLength', value)),
    fc.boolean().map((value) => attribute('Fresh', value)),
    fc.subarray(usages).map((value) => attribute('CryptographicUsageMask', value)),
    fc.constantFrom('one', 'two', 'three').map((value) => attribute('ObjectGroup', value)),
    fc.tuple(fc.constantFrom(...dateAttributes), date).map(([id, value]) => attribute(id, value)),
  )

/** An attribute list: single-instance attributes once, Names and groups more than once. */
export const attributes = (names: number): fc.Arbitrary<AttributeInstance[]> =>
  fc
    .uniqueArray(instance(names), {
      maxLength: 8,
      selector: ({ attribute: id, value }) =>
        id === 'Name' ? `${id} ${JSON.stringify(value)}` : id === 'ObjectGroup' ? `${id} ${value}` : id,
    })
    .map((list) =>
      list.map((one, i) => ({ ...one, index: list.slice(0, i).filter((o) => o.attribute === one.attribute).length })),
    )

const filter = (names: number) =>
  fc.oneof(
    instance(names).map(({ attribute: id, value }) => ({ attribute: id, value })),
    nameArbitrary(names).map(({ nameValue }) => ({ attribute: 'Name', value: { nameValue } })),
    fc.constantFrom('SymmetricKey', 'SecretData').map((value) => ({ attribute: 'ObjectType', value })),
  )

const reach = fc.record(
  { owner, objectGroups: fc.subarray(['one', 'two', 'four']) },
  { requiredKeys: [], noNullPrototype: true },
)

export const query = (names: number): fc.Arbitrary<FindQuery> =>
  fc.record(
    {
      owner,
      within: fc.array(reach, { maxLength: 3 }),
      attributes: fc.array(filter(names), { maxLength: 3 }),
      dates: fc.array(
        fc.record(
          { attribute: fc.constantFrom(...dateAttributes), from: date, to: date },
          { requiredKeys: ['attribute'] },
        ),
        {
          maxLength: 2,
        },
      ),
      objectTypes: fc.subarray(['SymmetricKey', 'SecretData']),
      cryptographicUsageMask: fc.subarray(usages, { maxLength: 2 }),
      storageStatusMask: fc.subarray(['OnLineStorage', 'ArchivalStorage', 'DestroyedStorage']),
      objectGroupMember: fc.constant('GroupMemberFresh' as const),
      maximumItems: fc.integer({ min: 0, max: 20 }),
      offsetItems: fc.integer({ min: 0, max: 5 }),
    },
    { requiredKeys: [] },
  )
