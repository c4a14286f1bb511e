import { expect } from 'chai'
import { NameTaken } from '../errors.ts'
import type { ObjectStore } from '../store.ts'
import {
  attribute,
  catchRejection,
  commitNew,
  create,
  createSample,
  destroy,
  name,
  remove,
  update,
  withAttributes,
} from './samples.ts'

export function testNames(store: () => ObjectStore): void {
  const named = async (nameValue: string) =>
    (await store().find({ owner: 'alice', attributes: [{ attribute: 'Name', value: { nameValue } }] }))
      .uniqueIdentifiers

  it('refuses a Name that another live object of the owner has', async () => {
    const first = await commitNew(store(), createSample([name('db')]))
    const taker = createSample([name('db')])
    const error = await catchRejection(store().commit([create(taker)]))
    expect(error).to.be.instanceOf(NameTaken)
    expect((error as NameTaken).uniqueIdentifier).to.equal(taker.uniqueIdentifier)
    const second = await commitNew(store(), createSample([name('other')]))
    expect(
      await catchRejection(store().commit([update(withAttributes(second, name('other'), name('db')))])),
    ).to.be.instanceOf(NameTaken)
    expect(
      await catchRejection(store().commit([update({ ...second, owner: 'carol' }), create(createSample([name('db')]))])),
    ).to.be.instanceOf(NameTaken)
    expect(await named('db')).to.deep.equal([first.uniqueIdentifier])
    expect((await store().get(second.uniqueIdentifier))?.owner).to.equal('alice')
  })

  it('tells Names apart by owner and type, and exempts empty ones', async () => {
    await commitNew(store(), createSample([name('db'), name(''), name('db', 'URI')]))
    await commitNew(store(), createSample([name('db')], 'bob'))
    await commitNew(store(), createSample([name('')]))
    expect(await named('')).to.have.length(2)
  })

  it('lets a public key have the Name of another object, but not of another public key', async () => {
    const publicKey = (...names: string[]) => ({
      ...createSample(names.map((each) => name(each))),
      objectType: 'PublicKey' as const,
    })
    const half = publicKey('pair')
    const other = createSample([name('pair')])
    await store().commit([create(half), create(other)])
    expect(await named('pair')).to.have.members([half.uniqueIdentifier, other.uniqueIdentifier])
    expect(await catchRejection(store().commit([create(publicKey('pair'))]))).to.be.instanceOf(NameTaken)
    expect(await catchRejection(store().commit([create(createSample([name('pair')]))]))).to.be.instanceOf(NameTaken)
    await store().commit([remove({ ...half, revision: 1 })])
    await store().commit([create(publicKey('pair'))])
  })

  it('refuses an object of another owner whose Name is taken', async () => {
    await commitNew(store(), createSample([name('db')]))
    const other = await commitNew(store(), createSample([name('db')], 'bob'))
    expect(await catchRejection(store().commit([update({ ...other, owner: 'alice' })]))).to.be.instanceOf(NameTaken)
  })

  for (const state of ['Destroyed', 'DestroyedCompromised'])
    it(`frees the Name of an object that is ${state}, which keeps it`, async () => {
      const first = await commitNew(store(), createSample([name('db')]))
      await store().commit([update(withAttributes(destroy(first), attribute('State', state)))])
      const second = await commitNew(store(), createSample([name('db')]))
      expect(await named('db')).to.deep.equal([first.uniqueIdentifier, second.uniqueIdentifier])
    })

  it('frees Names that are removed or deleted with their object', async () => {
    const first = await commitNew(store(), createSample([name('a'), name('b')]))
    await store().commit([update({ ...withAttributes(first, name('a')) })])
    const second = await commitNew(store(), createSample([name('b')]))
    await store().commit([remove({ ...first, revision: 2 }), remove(second)])
    await commitNew(store(), createSample([name('a'), name('b')]))
  })

  it('moves and swaps Names within one change set, whatever the order', async () => {
    const a = await commitNew(store(), createSample([name('a')]))
    const b = await commitNew(store(), createSample([name('b')]))
    await store().commit([update(withAttributes(a, name('b'))), update(withAttributes(b, name('a')))])
    expect(await named('a')).to.deep.equal([b.uniqueIdentifier])
    const replacement = createSample([name('b')])
    const old = { ...a, revision: 2 }
    await store().commit([
      create(replacement),
      update({ ...old, attributes: old.attributes.filter((x) => x.attribute !== 'Name') }),
    ])
    expect(await named('b')).to.deep.equal([replacement.uniqueIdentifier])
  })

  it('gives a Name to one of many racing creates', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => store().commit([create(createSample([name('race')]))])),
    )
    expect(outcomes.filter((o) => o.status === 'fulfilled')).to.have.length(1)
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).to.be.instanceOf(NameTaken)
    expect(await named('race')).to.have.length(1)
  })
}
