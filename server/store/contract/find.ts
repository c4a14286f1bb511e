import { expect } from 'chai'
import type { FindQuery, ObjectStore, StoredObject } from '../store.ts'
import { attribute, commitNew, create, createSample, destroy, name, update, withAttributes } from './samples.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, n))

export function testFind(store: () => ObjectStore): void {
  const ids = (...objects: StoredObject[]) => objects.map((object) => object.uniqueIdentifier)
  const found = async (query: FindQuery) => {
    const { uniqueIdentifiers, total } = await store().find(query)
    expect(total).to.equal(uniqueIdentifiers.length)
    return uniqueIdentifiers
  }

  it('finds by attributes of every shape, all of which must match', async () => {
    const link = { linkType: 'PublicKeyLink', linkedObjectIdentifier: 'x' }
    const vendor = {
      vendorIdentification: 'x',
      attributeName: 'ID',
      attributeValue: { tag: 0x42000b, type: 'TextString', value: '7' },
    }
    const values = [
      attribute('CryptographicLength', 256),
      attribute('Sensitive', true),
      attribute('CryptographicUsageMask', ['Encrypt', 'Decrypt']),
      attribute('Link', link, 3),
      attribute('Attribute', vendor, 1),
      attribute('UsageLimits', { usageLimitsTotal: 10n, usageLimitsUnit: 'Byte' }),
      attribute('Digest', { hashingAlgorithm: 'SHA_256', digestValue: new Uint8Array([1, 2, 3]) }),
    ]
    const full = await commitNew(store(), createSample(values))
    const other = await commitNew(
      store(),
      createSample([attribute('CryptographicLength', 128), attribute('Link', { ...link, linkType: 'NextLink' })]),
    )
    for (const value of values) expect(await found({ attributes: [value] })).to.deep.equal(ids(full))
    expect(await found({ attributes: values })).to.deep.equal(ids(full))
    expect(await found({ attributes: [attribute('CryptographicAlgorithm', 'AES')] })).to.deep.equal(ids(full, other))
    expect(await found({ attributes: [values[0]!, attribute('CryptographicLength', 128)] })).to.deep.equal([])
    expect(await found({ attributes: [attribute('Attribute', { ...vendor, attributeName: 'Id' })] })).to.deep.equal([])
    expect(await found({ attributes: [attribute('ObjectType', 'SymmetricKey')] })).to.deep.equal(ids(full, other))
    expect(await found({ attributes: [attribute('UniqueIdentifier', other.uniqueIdentifier)] })).to.deep.equal(
      ids(other),
    )
    expect(
      await found({ attributes: [attribute('UniqueIdentifier', other.uniqueIdentifier), values[0]!] }),
    ).to.deep.equal([])
  })

  it('finds a Name with its type or without', async () => {
    const text = await commitNew(store(), createSample([name('n')]))
    const uri = await commitNew(store(), createSample([name('n', 'URI')]))
    expect(await found({ attributes: [name('n', 'URI')] })).to.deep.equal(ids(uri))
    expect(await found({ attributes: [{ attribute: 'Name', value: { nameValue: 'n' } }] })).to.deep.equal(
      ids(text, uri),
    )
  })

  it('follows changes of attributes', async () => {
    const object = await commitNew(store(), createSample([name('before'), attribute('ActivationDate', day(1))]))
    await store().commit([update(withAttributes(object, name('after'), attribute('ActivationDate', day(9))))])
    expect(await found({ attributes: [name('before')] })).to.deep.equal([])
    expect(await found({ attributes: [name('after')] })).to.deep.equal(ids(object))
    expect(await found({ dates: [{ attribute: 'ActivationDate', to: day(5) }] })).to.deep.equal([])
    expect(await found({ dates: [{ attribute: 'ActivationDate', from: day(5) }] })).to.deep.equal(ids(object))
  })

  it('finds by date: equal, within an inclusive range, or set', async () => {
    const objects: StoredObject[] = []
    for (const n of [1, 2, 3])
      objects.push(
        await commitNew(
          store(),
          createSample([attribute('InitialDate', day(n)), attribute('DestroyDate', day(n + 10))]),
        ),
      )
    const [first, second, third] = objects as [StoredObject, StoredObject, StoredObject]
    await commitNew(store())
    expect(await found({ dates: [{ attribute: 'InitialDate', from: day(1), to: day(2) }] })).to.deep.equal(
      ids(first, second),
    )
    expect(await found({ dates: [{ attribute: 'InitialDate', from: day(2) }] })).to.deep.equal(ids(second, third))
    expect(await found({ dates: [{ attribute: 'InitialDate', to: new Date(day(2).getTime() - 1000) }] })).to.deep.equal(
      ids(first),
    )
    expect(await found({ dates: [{ attribute: 'InitialDate' }] })).to.deep.equal(ids(first, second, third))
    expect(await found({ dates: [{ attribute: 'ActivationDate' }] })).to.deep.equal([])
    expect(await found({ attributes: [attribute('InitialDate', day(3))] })).to.deep.equal(ids(third))
    expect(
      await found({
        owner: 'alice',
        dates: [
          { attribute: 'InitialDate', from: day(2) },
          { attribute: 'DestroyDate', to: day(12) },
        ],
      }),
    ).to.deep.equal(ids(second))
  })

  it('finds by the bits of the Cryptographic Usage Mask', async () => {
    const both = await commitNew(store(), createSample([attribute('CryptographicUsageMask', ['Encrypt', 'Decrypt'])]))
    const one = await commitNew(store(), createSample([attribute('CryptographicUsageMask', ['Encrypt', '0x80000000'])]))
    const none = await commitNew(store())
    expect(await found({ cryptographicUsageMask: ['Encrypt'] })).to.deep.equal(ids(both, one))
    expect(await found({ cryptographicUsageMask: ['Decrypt', 'Encrypt'] })).to.deep.equal(ids(both))
    expect(await found({ cryptographicUsageMask: ['0x80000000'] })).to.deep.equal(ids(one))
    expect(await found({ cryptographicUsageMask: [] })).to.deep.equal(ids(both, one, none))
  })

  it('finds objects of some types only', async () => {
    const key = await commitNew(store(), { ...createSample(), objectType: 'SymmetricKey' })
    const secret = await commitNew(store(), { ...createSample(), objectType: 'SecretData' })
    expect(await found({ objectTypes: ['SecretData'] })).to.deep.equal(ids(secret))
    expect(await found({ objectTypes: ['SecretData', 'SymmetricKey', 'Certificate'] })).to.deep.equal(ids(key, secret))
    expect(await found({ objectTypes: [] })).to.deep.equal([])
  })

  it('finds by storage status', async () => {
    const onLine = await commitNew(store())
    const archived = await commitNew(store(), createSample([attribute('ArchiveDate', day(1))]))
    const gone = await commitNew(store(), createSample([attribute('ArchiveDate', day(1))]))
    await store().commit([update(destroy(gone))])
    expect(await found({ storageStatusMask: ['OnLineStorage'] })).to.deep.equal(ids(onLine))
    expect(await found({ storageStatusMask: ['ArchivalStorage'], owner: 'alice' })).to.deep.equal(ids(archived))
    expect(await found({ storageStatusMask: ['DestroyedStorage'] })).to.deep.equal(ids(gone))
    expect(await found({ storageStatusMask: ['OnLineStorage', 'DestroyedStorage'] })).to.deep.equal(ids(onLine, gone))
    expect(await found({})).to.deep.equal(ids(onLine, archived, gone))
  })

  it('finds fresh members of a group', async () => {
    const group = attribute('ObjectGroup', 'pool')
    const fresh = await commitNew(store(), createSample([group, attribute('Fresh', true)]))
    await commitNew(store(), createSample([group, attribute('Fresh', false)]))
    await commitNew(store(), createSample([attribute('Fresh', true)]))
    expect(await found({ attributes: [group], objectGroupMember: 'GroupMemberFresh' })).to.deep.equal(ids(fresh))
  })

  it('finds one owner’s objects, or everyone’s in order of creation', async () => {
    const a = await commitNew(store(), createSample([name('n')], 'alice'))
    const b = await commitNew(store(), createSample([name('n')], 'bob'))
    const c = await commitNew(store(), createSample([name('m')], 'alice'))
    expect(await found({ owner: 'alice' })).to.deep.equal(ids(a, c))
    expect(await found({ owner: 'bob', attributes: [name('n')] })).to.deep.equal(ids(b))
    expect(await found({ owner: 'nobody' })).to.deep.equal([])
    expect(await found({ attributes: [attribute('State', 'PreActive')] })).to.deep.equal(ids(a, b, c))
  })

  it('finds within one of several parts: by owner, group or identifier', async () => {
    const group = (...names: string[]) => names.map((each, at) => attribute('ObjectGroup', each, at))
    const mine = await commitNew(store(), createSample(group('x'), 'alice'))
    const theirs = await commitNew(store(), createSample(group('y', 'pool'), 'bob'))
    const other = await commitNew(store(), createSample([], 'bob'))
    const last = await commitNew(store(), createSample(group('pool'), 'carol'))
    expect(await found({ within: [{ owner: 'alice' }, { objectGroups: ['pool'] }] })).to.deep.equal(
      ids(mine, theirs, last),
    )
    expect(await found({ within: [{ owner: 'bob', objectGroups: ['pool', 'z'] }] })).to.deep.equal(ids(theirs))
    const named = [other.uniqueIdentifier, mine.uniqueIdentifier]
    expect(await found({ within: [{ uniqueIdentifiers: named }] })).to.deep.equal(ids(mine, other))
    expect(await found({ within: [{ owner: 'bob', uniqueIdentifiers: named }, { owner: 'nobody' }] })).to.deep.equal(
      ids(other),
    )
    expect(await found({ within: [{}] })).to.deep.equal(ids(mine, theirs, other, last))
    expect(await found({ within: [] })).to.deep.equal([])
    expect(await found({ owner: 'bob', within: [{ objectGroups: ['pool'] }] })).to.deep.equal(ids(theirs))
    const active = [attribute('State', 'PreActive')]
    expect(await found({ attributes: active, within: [{ owner: 'alice' }] })).to.deep.equal(ids(mine))
    expect(await store().find({ within: [{ owner: 'bob' }], maximumItems: 1, offsetItems: 1 })).to.deep.equal({
      uniqueIdentifiers: ids(other),
      total: 2,
    })
  })

  it('pages and counts all matches', async () => {
    const objects = Array.from({ length: 25 }, () => createSample())
    for (const object of objects) await store().commit([create(object)])
    const all = ids(...objects)
    for (const query of [{}, { owner: 'alice' }, { attributes: [attribute('State', 'PreActive')] }]) {
      for (const [maximumItems, offsetItems] of [
        [10, 0],
        [10, 10],
        [10, 20],
        [10, 30],
        [25, 0],
        [26, 0],
        [0, 0],
        [1, 24],
      ] as const)
        expect(await store().find({ ...query, maximumItems, offsetItems })).to.deep.equal({
          uniqueIdentifiers: all.slice(offsetItems, offsetItems + maximumItems),
          total: 25,
        })
      expect(await store().find({ ...query, offsetItems: 7 })).to.deep.equal({
        uniqueIdentifiers: all.slice(7),
        total: 25,
      })
    }
  })
}
