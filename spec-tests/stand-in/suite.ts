import { createServer } from '../../server/index.ts'
import { runAgentSuite } from '../interop/agent/agent-suite.ts'
import type { Tally } from '../interop/tally.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import type { Step } from './behaviour.ts'
import { behaviourNames, findAbilities } from './behaviours.ts'
import { openStandIn } from './stand-in.ts'

/** What the suite expects of every KMS. */
const expected: readonly Step[] = ['create', 'rekey', 'retire', 'recover', 'kmsKeys']

/** The suite that the agent passes on this server, PyKMIP's and Cosmian's, on a server with each behaviour that prevents none of it. */
export const runSuiteOnBehaviours = async (tally: Tally): Promise<void> => {
  const server = createServer({ store: createMemoryStore() })
  for (const name of behaviourNames) {
    const { methods, opensDeactivated, interrupts, can } = findAbilities([name])
    if (interrupts || !expected.every(can)) continue
    await using standIn = await openStandIn(server, [name])
    const { port, ca, cert, key } = standIn
    await runAgentSuite({ name: `a server with ${name}`, port, ca, cert, key, methods, opensDeactivated }, tally)
  }
  await server.close()
}
