import { expect } from 'chai'
import fc from 'fast-check'
import { RevisionConflict } from '../errors.ts'
import type { DocumentChange, DocumentQuery, ObjectStore, StoredDocument } from '../store.ts'
import { catchRejection, commitNew, create, createSample, update } from './samples.ts'

export const document = (key: string, content = 'content', rest: Partial<StoredDocument> = {}): StoredDocument => ({
  kind: 'letter',
  key,
  owner: 'alice',
  revision: 0,
  content: new Uint8Array(Buffer.from(content)),
  ...rest,
})

/** Bytes compare by value whatever array class a store hands them out in. */
const plain = (found: readonly StoredDocument[]) =>
  found.map(({ content, writtenIn: _, ...rest }) => ({ ...rest, content: Buffer.from(content).toString() }))

const kinds = ['letter', 'note'] as const
const owners = ['alice', 'bob'] as const
const moment = fc.integer({ min: 0, max: 5 }).map((n) => new Date(1_700_000_000_000 + n))
const anyDocument = fc.record({
  kind: fc.constantFrom(...kinds),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  owner: fc.constantFrom(...owners),
  due: fc.option(moment, { nil: undefined }),
  content: fc.uint8Array({ maxLength: 30 }),
})
const step = fc.record({
  change: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
  stale: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  document: anyDocument,
})
const question = fc.record(
  {
    kind: fc.constantFrom(...kinds),
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    owner: fc.constantFrom(...owners, 'nobody'),
    dueBy: moment,
    maximumItems: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['kind'] },
)

const answer = (all: readonly StoredDocument[], query: DocumentQuery): readonly StoredDocument[] =>
  all
    .filter(
      ({ kind, key, owner, due }) =>
        kind === query.kind &&
        (query.key === undefined || key === query.key) &&
        (query.owner === undefined || owner === query.owner) &&
        (query.dueBy === undefined || (due !== undefined && due <= query.dueBy)),
    )
    .slice(0, query.maximumItems)

export function testDocuments(store: () => ObjectStore, reopen: () => Promise<void>): void {
  const all = async (query: Partial<DocumentQuery> = {}) => plain(await store().documents({ kind: 'letter', ...query }))
  const commit = (...documents: DocumentChange[]) => store().commit([], [], documents)

  it('become visible together with the objects of their commit', async () => {
    const object = await commitNew(store())
    const { uniqueIdentifier } = object
    const byName = { kind: 'letter', key: 'with an object' }
    const byDate = { kind: 'letter', dueBy: new Date(1000) }
    const seen = async () => ({
      byDate: (await store().documents(byDate)).length,
      byName: (await store().documents(byName)).length,
      revision: (await store().get(uniqueIdentifier))?.revision,
    })
    expect(await seen()).to.deep.equal({ byDate: 0, byName: 0, revision: 1 })
    const letter = document(byName.key, 'content', { due: new Date(1000) })
    const committed = store().commit([update(object)], [], [{ kind: 'create', document: letter }])
    await new Promise(setImmediate)
    // The event loop is not given back: it would tell that the commit is done.
    const limit = performance.now() + 5000
    while ((await store().documents(byDate)).length === 0 && performance.now() < limit);
    expect(await seen()).to.deep.equal({ byDate: 1, byName: 1, revision: 2 })
    await committed
    expect(await seen()).to.deep.equal({ byDate: 1, byName: 1, revision: 2 })
  })

  it('gives back a document, also after a restart', async () => {
    const due = new Date(1_700_000_000_123)
    await commit({ kind: 'create', document: document('a', 'secret', { due, revision: 9 }) })
    await commit({ kind: 'create', document: document('b', '') })
    const expected = [
      { ...document('a'), due, revision: 1, content: 'secret' },
      { ...document('b'), revision: 1, content: '' },
    ]
    expect(await all()).to.deep.equal(expected)
    await reopen()
    expect(await all()).to.deep.equal(expected)
    expect(await all({ key: 'b' })).to.deep.equal(expected.slice(1))
    expect(plain(await store().documents({ kind: 'note' }))).to.deep.equal([])
  })

  it('changes and removes only at the revision that was read', async () => {
    await commit({ kind: 'create', document: document('a') })
    for (const change of [
      { kind: 'create', document: document('a', 'again') },
      { kind: 'update', document: document('a', 'stale') },
      { kind: 'update', document: document('a', 'early', { revision: 2 }) },
      { kind: 'update', document: document('b', 'absent', { revision: 1 }) },
      { kind: 'delete', document: document('a', '', { revision: 2 }) },
      { kind: 'delete', document: document('b', '', { revision: 1 }) },
    ] as const)
      expect(await catchRejection(commit(change))).to.be.instanceOf(RevisionConflict)
    await commit({ kind: 'update', document: document('a', 'longer than before', { revision: 1 }) })
    expect(await all()).to.deep.equal([{ ...document('a'), revision: 2, content: 'longer than before' }])
    await commit({ kind: 'delete', document: document('a', '', { revision: 2 }) })
    expect(await all()).to.deep.equal([])
  })

  it('commits documents and objects together, or neither', async () => {
    const object = await commitNew(store())
    await store().commit([update(object)], [], [{ kind: 'create', document: document('a') }])
    const stale = store().commit([update(object)], [], [{ kind: 'create', document: document('b') }])
    expect(await catchRejection(stale)).to.be.instanceOf(RevisionConflict)
    const fresh = createSample()
    const taken = store().commit([create(fresh)], [], [{ kind: 'create', document: document('a') }])
    expect(await catchRejection(taken))
      .to.be.instanceOf(RevisionConflict)
      .with.property('uniqueIdentifier', 'letter a')
    expect(await store().get(fresh.uniqueIdentifier)).to.equal(undefined)
    expect((await all()).map(({ key }) => key)).to.deep.equal(['a'])
  })

  it('lets one of many racing changes of a document win', async () => {
    await commit({ kind: 'create', document: document('a', '0') })
    const racing = Array.from({ length: 9 }, (_, i) =>
      commit({ kind: 'update', document: document('a', `${i}`, { revision: 1 }) }).then(
        () => i,
        (error: unknown) => {
          if (!(error instanceof RevisionConflict)) throw error
        },
      ),
    )
    const winners = (await Promise.all(racing)).filter((each) => each !== undefined)
    expect(winners).to.have.length(1)
    expect((await all())[0]).to.include({ revision: 2, content: `${winners[0]}` })
  })

  it('answers queries as a plain list does', () =>
    fc.assert(
      fc
        .asyncProperty(
          fc.array(step, { maxLength: 25 }),
          fc.array(question, { minLength: 4 }),
          async (steps, questions) => {
            let model: readonly StoredDocument[] = []
            for (const { change, stale, document: given } of steps) {
              const old = model.find(({ kind, key }) => kind === given.kind && key === given.key)
              const revision = (old?.revision ?? 1) + (stale ? 1 : 0)
              const changed: StoredDocument = { ...given, owner: old?.owner ?? given.owner, revision }
              const outcome = await commit({ kind: change, document: changed }).then(
                () => true,
                (error: unknown) => {
                  if (!(error instanceof RevisionConflict)) throw error
                  return false
                },
              )
              expect(outcome).to.equal(change === 'create' ? !old : old !== undefined && !stale)
              if (!outcome) continue
              const { due, ...rest } = changed
              const after = { ...rest, ...(due && { due }), revision: change === 'create' ? 1 : revision + 1 }
              model =
                change === 'create'
                  ? [...model, after]
                  : model.flatMap((each) => (each !== old ? [each] : change === 'update' ? [after] : []))
            }
            for (const query of questions)
              expect(plain(await store().documents(query))).to.deep.equal(plain(answer(model, query)))
          },
        )
        .beforeEach(async () => {
          for (const kind of kinds)
            for (const each of await store().documents({ kind })) await commit({ kind: 'delete', document: each })
        }),
      { numRuns: 25 },
    ))
}
