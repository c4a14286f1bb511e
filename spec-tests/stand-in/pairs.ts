import { createServer } from '../../server/index.ts'
import type { Tally } from '../interop/tally.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import { type BehaviourName, pairs } from './behaviours.ts'
import { exerciseAgent } from './exercise.ts'

/** At once: a slow server leaves time for others. */
const lanes = 4

/** The agent on a server with each two of the behaviours. */
export const runPairs = async (tally: Tally): Promise<void> => {
  const waiting: (readonly BehaviourName[])[] = [...pairs]
  const runLane = async (): Promise<void> => {
    const store = createMemoryStore()
    const server = createServer({ store })
    for (let pair = waiting.shift(); pair; pair = waiting.shift()) {
      const names = pair
      store.empty()
      await tally.check(`agent on a server with ${names.join(' and ')}`, async () => {
        const problems = await exerciseAgent(server, names)
        if (problems.length > 0) throw new Error(`${problems.length} problems: ${problems.slice(0, 3).join(' | ')}`)
      })
    }
    await server.close()
  }
  await Promise.all(Array.from({ length: lanes }, runLane))
}
