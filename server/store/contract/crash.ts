import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import type { ObjectStore, StoredObject } from '../store.ts'
import { document } from './documents.ts'
import type { StorePlace } from './harness.ts'
import { attribute, create, createSample, destroy, name, remove, update, withAttributes } from './samples.ts'

const LANES = 8
const STAGES = 3

/**
 * Commits pairs of objects without end: both created (stage 1), both changed (2), one destroyed and the other deleted (3).
 * Each commit is acknowledged once it has resolved.
 */
export async function writeForEver(store: ObjectStore, acknowledge: (line: string) => void): Promise<void> {
  const lane = async () => {
    for (;;) {
      const [a, b] = [createSample(), createSample()]
      const pair = [a.uniqueIdentifier, b.uniqueIdentifier]
      const objects = [a, b].map((object, i) =>
        withAttributes(object, attribute('Comment', pair[1 - i]), name(pair[i]!)),
      )
      const stage = (n: number) =>
        objects.map((object) => ({ ...withAttributes(object, attribute('State', `${n}`)), revision: n - 1 }))
      const [survivor, removed] = stage(3) as [StoredObject, StoredObject]
      const sets = [stage(1).map(create), stage(2).map(update), [update(destroy(survivor)), remove(removed)]]
      for (const [i, set] of sets.entries()) {
        const letter = document(pair.join(' '), `${i + 1}`, { revision: i })
        const kind = (['create', 'update', 'delete'] as const)[i]!
        const audit = { time: new Date(), event: { pair: letter.key, stage: i + 1 } }
        await store.commit(set, [audit], [{ kind, document: letter }])
        acknowledge(`${i + 1} ${pair.join(' ')}\n`)
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function readStage(store: ObjectStore, [first, second]: readonly string[]): Promise<number> {
  const [a, b] = [await store.get(first!), await store.get(second!)]
  if (!a) expect(b).to.equal(undefined)
  else if (a.object) expect(b).to.include({ revision: a.revision })
  else expect([a.revision, b]).to.deep.equal([STAGES, undefined])
  const letters = (await store.documents({ kind: 'letter', key: `${first} ${second}` })).map((letter) => ({
    revision: letter.revision,
    content: Buffer.from(letter.content).toString(),
  }))
  const revision = a?.revision ?? 0
  expect(letters).to.deep.equal(revision % STAGES === 0 ? [] : [{ revision, content: `${revision}` }])
  return revision
}

export function testCrash(place: () => StorePlace): void {
  it('has every acknowledged commit, and each commit whole or not at all, after a kill', async () => {
    const acknowledged = new Map<string, number>()
    for (const commits of [30, 90]) {
      const writer = place().startWriter()
      const exited = once(writer, 'exit')
      let count = 0
      for await (const line of createInterface({ input: writer.stdout! })) {
        const [stage, ...pair] = line.split(' ')
        if (pair.length === 2 && pair[1]!.length === 36) acknowledged.set(pair.join(' '), Number(stage))
        if (++count === commits) writer.kill('SIGKILL')
      }
      expect((await exited)[1]).to.equal('SIGKILL')

      const store = await place().open()
      const recorded = new Map<string, number[]>()
      for (const { event } of await store.audit(0, 1_000_000)) {
        const pair = String(event.pair)
        recorded.set(pair, [...(recorded.get(pair) ?? []), Number(event.stage)])
      }
      for (const [pair, stages] of recorded) {
        const stage = await readStage(store, pair.split(' '))
        expect(stages).to.deep.equal([1, 2, 3].slice(0, stage))
        expect(stage).to.be.at.least(acknowledged.get(pair) ?? 0)
      }
      for (const pair of acknowledged.keys()) expect(recorded.has(pair)).to.equal(true)
      const alive = [...recorded.values()].reduce((sum, stages) => sum + (stages.length === STAGES ? 1 : 2), 0)
      expect((await store.find({})).total).to.equal(alive)
      await store.close()
    }
  })
}
