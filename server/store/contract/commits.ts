import { expect } from 'chai'
import { RevisionConflict } from '../errors.ts'
import type { ObjectStore, StoredObject } from '../store.ts'
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

export function testCommits(store: () => ObjectStore, reopen: () => Promise<void>): void {
  const read = async (object: StoredObject) => await store().get(object.uniqueIdentifier)

  it('gives back a new object at revision 1, also after a restart', async () => {
    const object = createSample([name('first'), attribute('InitialDate', new Date(1_700_000_000_000))])
    await store().commit([create({ ...object, revision: 7 })])
    expect(await read(object)).to.deep.equal({ ...object, revision: 1 })
    await reopen()
    expect(await read(object)).to.deep.equal({ ...object, revision: 1 })
  })

  it('has no object for an unknown identifier', async () => {
    expect(await read(createSample())).to.equal(undefined)
  })

  it('counts revisions and keeps the newest', async () => {
    let object = await commitNew(store())
    for (const state of ['Active', 'Deactivated', 'Compromised']) {
      await store().commit([update(withAttributes(object, attribute('State', state)))])
      const next = await read(object)
      expect(next?.revision).to.equal(object.revision + 1)
      expect(next?.attributes.at(-1)).to.deep.equal(attribute('State', state))
      object = next!
    }
    await reopen()
    expect(await read(object)).to.deep.equal(object)
  })

  it('keeps the attributes of a destroyed object and drops its key', async () => {
    const object = destroy(await commitNew(store()))
    await store().commit([update(object)])
    await reopen()
    expect(await read(object)).to.deep.equal({ ...object, revision: 2 })
    expect(await read(object)).to.not.have.property('object')
  })

  it('changes key material and owner', async () => {
    const object = {
      ...(await commitNew(store())),
      owner: 'bob',
      object: { opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: new Uint8Array(9000) } } as const,
    }
    await store().commit([update(object)])
    await reopen()
    expect(await read(object)).to.deep.equal({ ...object, revision: 2 })
    expect((await store().find({ owner: 'bob' })).uniqueIdentifiers).to.deep.equal([object.uniqueIdentifier])
    expect((await store().find({ owner: 'alice' })).total).to.equal(0)
  })

  it('deletes', async () => {
    const object = await commitNew(store())
    await store().commit([remove(object)])
    expect(await read(object)).to.equal(undefined)
    expect((await store().find({})).total).to.equal(0)
    await reopen()
    expect(await read(object)).to.equal(undefined)
  })

  it('shows a change once it is committed', async () => {
    const object = await commitNew(store())
    const committing = store().commit([update(withAttributes(object, attribute('State', 'Active')))])
    expect((await store().get(object.uniqueIdentifier))?.revision).to.be.oneOf([1, 2])
    await committing
    expect((await read(object))?.revision).to.equal(2)
    expect((await store().find({ attributes: [attribute('State', 'Active')] })).total).to.equal(1)
  })

  it('refuses a change set when one of its objects has changed since it was read', async () => {
    const object = await commitNew(store())
    await store().commit([update(object)])
    const absent = { ...createSample(), revision: 1 }
    for (const stale of [update(object), remove(object), create(object), update(absent), remove(absent)]) {
      const other = createSample()
      const error = await catchRejection(
        store().commit([create(other), stale], [{ time: new Date(), event: { lost: true } }]),
      )
      expect(error).to.be.instanceOf(RevisionConflict)
      expect((error as RevisionConflict).uniqueIdentifier).to.equal(
        stale.kind === 'delete' ? stale.uniqueIdentifier : stale.object.uniqueIdentifier,
      )
      expect(await read(other)).to.equal(undefined)
    }
    expect((await read(object))?.revision).to.equal(2)
    expect((await store().find({})).total).to.equal(1)
    expect(await store().audit()).to.deep.equal([])
  })

  it('leaves nothing of a refused change set, also among others that are committed', async () => {
    const object = await commitNew(store())
    await store().commit([update(object)])
    const refused = Array.from({ length: 8 }, () => createSample())
    const committed = refused.map(() => createSample())
    const outcomes = await Promise.allSettled(
      refused.flatMap((each, i) => [
        store().commit([create(each), update(object)]),
        store().commit([create(committed[i]!)]),
      ]),
    )
    expect(outcomes.map(({ status }) => status)).to.deep.equal(refused.flatMap(() => ['rejected', 'fulfilled']))
    for (const each of refused) expect(await read(each)).to.equal(undefined)
    for (const each of committed) expect(await read(each)).to.not.equal(undefined)
    expect((await store().find({})).total).to.equal(1 + committed.length)
  })

  it('lets one of many racing changes win and commits the others of the transaction', async () => {
    const object = await commitNew(store())
    const bystanders = Array.from({ length: 40 }, () => createSample())
    const racing = Array.from({ length: 40 }, (_, i) => update(withAttributes(object, attribute('Comment', `${i}`))))
    const outcomes = await Promise.allSettled(
      racing.flatMap((change, i) => [store().commit([change]), store().commit([create(bystanders[i]!)])]),
    )
    const racers = outcomes.filter((_, i) => i % 2 === 0)
    expect(racers.filter((o) => o.status === 'fulfilled')).to.have.length(1)
    for (const o of racers) if (o.status === 'rejected') expect(o.reason).to.be.instanceOf(RevisionConflict)
    expect(outcomes.filter((o, i) => i % 2 === 1 && o.status === 'rejected')).to.deep.equal([])
    expect((await store().find({})).total).to.equal(41)
    expect((await read(object))?.revision).to.equal(2)
  })

  it('applies the changes of one set in order', async () => {
    const object = createSample([name('n')])
    const second = { ...withAttributes(object, attribute('State', 'Active')), revision: 1 }
    await store().commit([create(object), update(second), remove({ ...second, revision: 2 }), create(object)])
    expect(await read(object)).to.deep.equal({ ...object, revision: 1 })
    expect((await store().find({ attributes: [attribute('State', 'Active')] })).total).to.equal(0)
    await reopen()
    expect(await read(object)).to.deep.equal({ ...object, revision: 1 })
  })

  it('keeps audit records in order, with or without changes', async () => {
    const time = new Date(1_700_000_000_123)
    await store().commit([], [{ time, event: { operation: 'Get' } }])
    await store().commit(
      [create(createSample())],
      [1, 2, 3].map((n) => ({ time, event: { operation: 'Create', n } })),
    )
    const all = await store().audit()
    expect(all.map(({ event }) => event.n)).to.deep.equal([undefined, 1, 2, 3])
    expect(all[0]).to.deep.include({ time, event: { operation: 'Get' } })
    const later = await store().audit(all[1]!.sequence, 1)
    expect(later.map(({ event }) => event.n)).to.deep.equal([2])
  })

  it('removes the oldest audit records', async () => {
    const time = new Date(1_700_000_000_123)
    const commit = (...numbers: number[]) =>
      store().commit(
        [],
        numbers.map((n) => ({ time, event: { n } })),
      )
    const read = async () => (await store().audit()).map(({ event }) => event.n)
    await commit(1, 2, 3)
    await store().removeAudit(2)
    expect(await read()).to.deep.equal([3])
    await commit(4)
    await store().removeAudit(2)
    await commit(5)
    expect(await read()).to.deep.equal([5])
    await reopen()
    expect(await read()).to.deep.equal([5])
  })

  it('completes commits in flight on close and refuses further ones', async () => {
    const objects = Array.from({ length: 20 }, () => createSample())
    const committing = Promise.all(objects.map((object) => store().commit([create(object)])))
    const closed = store().close()
    expect(await catchRejection(store().commit([create(createSample())]))).to.be.instanceOf(Error)
    await Promise.all([committing, closed])
    await reopen()
    expect((await store().find({})).total).to.equal(20)
  })
}
