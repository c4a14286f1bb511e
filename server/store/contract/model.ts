import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { NameTaken, RevisionConflict } from '../errors.ts'
import type { Change, FindQuery, ObjectStore, StoredObject } from '../store.ts'
import { attributes, owner, query } from './arbitraries.ts'
import { createNaiveStore, type NaiveStore } from './naive-store.ts'
import { symmetricKey } from './samples.ts'

interface Real {
  readonly store: () => ObjectStore
  readonly reopen: () => Promise<void>
}

const toOutcome = (committing: Promise<void>): Promise<string> =>
  committing.then(
    () => 'committed',
    (error: unknown) => {
      if (error instanceof RevisionConflict) return 'conflict'
      if (error instanceof NameTaken) return 'name taken'
      throw error
    },
  )

const objectContent = (names: number) =>
  fc.record({
    objectType: fc.constantFrom('SymmetricKey', 'SecretData'),
    owner,
    attributes: attributes(names),
    material: fc.option(fc.uint8Array({ maxLength: 40 }), { freq: 5 }),
  })
type Content = typeof objectContent extends (names: number) => fc.Arbitrary<infer C> ? C : never

const storedObject = ({ material, ...content }: Content, uniqueIdentifier: string, revision: number): StoredObject => ({
  uniqueIdentifier,
  revision,
  ...content,
  ...(material && { object: symmetricKey(material) }),
})

/** Which object to change, and how, said without knowing what objects there will be. */
const plan = fc.record({
  kind: fc.constantFrom('create' as const, 'create' as const, 'update' as const, 'update' as const, 'delete' as const),
  pick: fc.nat(),
  stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  content: objectContent(3),
})

function toChange(
  { kind, pick, stale, content }: typeof plan extends fc.Arbitrary<infer P> ? P : never,
  model: NaiveStore,
): Change {
  const objects = model.objects()
  const target = objects[pick % Math.max(objects.length, 1)]
  const revision = (target?.revision ?? 1) + (stale ? 1 : 0)
  const uniqueIdentifier = target?.uniqueIdentifier ?? randomUUID()
  if (kind === 'delete') return { kind, uniqueIdentifier, revision }
  if (kind === 'update') return { kind, object: storedObject(content, uniqueIdentifier, revision) }
  return { kind, object: storedObject(content, stale ? uniqueIdentifier : randomUUID(), 0) }
}

type Command = fc.AsyncCommand<NaiveStore, Real>
const command = (text: string, run: Command['run']): Command => ({ check: () => true, run, toString: () => text })

const commands = [
  fc.array(plan, { minLength: 1, maxLength: 3 }).map((plans) =>
    command(`commit ${fc.stringify(plans)}`, async (model, { store }) => {
      const changes = plans.map((one) => toChange(one, model))
      expect(await toOutcome(store().commit(changes))).to.equal(model.commit(changes))
    }),
  ),
  query(3).map((q: FindQuery) =>
    command(`find ${fc.stringify(q)}`, async (model, { store }) => {
      expect(await store().find(q)).to.deep.equal(model.find(q))
    }),
  ),
  fc.constant(
    command('get all', async (model, { store }) => {
      for (const object of model.objects()) expect(await store().get(object.uniqueIdentifier)).to.deep.equal(object)
    }),
  ),
]

/** `fresh` gives an empty store each time. */
export function testAgainstModel(fresh: () => Promise<Real>): void {
  it('does what a naive store does for any commits and queries', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60 }), async (list) => {
        const real = await fresh()
        const model = createNaiveStore()
        await fc.asyncModelRun(() => ({ model, real }), list)
        await real.reopen()
        for (const object of model.objects())
          expect(await real.store().get(object.uniqueIdentifier)).to.deep.equal(object)
      }),
      { numRuns: 8 },
    )
  })

  it('finds among 1,000 objects what a naive search finds', async () => {
    const { store } = await fresh()
    const model = createNaiveStore()
    const arbitrary = fc.array(objectContent(900), { minLength: 1000, maxLength: 1000, size: 'max' })
    await fc.assert(
      fc.asyncProperty(
        arbitrary,
        fc.array(query(900), { minLength: 150, maxLength: 150, size: 'max' }),
        async (contents, queries) => {
          const sets = contents.map((content): Change[] => [
            { kind: 'create', object: storedObject(content, randomUUID(), 0) },
          ])
          const outcomes = await Promise.all(sets.map((set) => toOutcome(store().commit(set))))
          expect(outcomes).to.deep.equal(sets.map((set) => model.commit(set)))
          for (const q of queries) expect(await store().find(q)).to.deep.equal(model.find(q))
        },
      ),
      { numRuns: 1, endOnFailure: true },
    )
  })
}
