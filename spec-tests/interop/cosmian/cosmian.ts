import { runAgentSuite } from '../agent/agent-suite.ts'
import type { Tally } from '../tally.ts'
import { describeTour, runTour } from '../tour/tour.ts'
import { runBehaviourChecks } from './behaviour-checks.ts'
import { startCosmianServer } from './cosmian-server.ts'
import { runRotationChecks } from './rotation-checks.ts'

/** Our client and agent on Cosmian's server. It takes long to build, so it runs only when it is asked for. */
export const cosmian = async (tally: Tally): Promise<void> => {
  await using server = await startCosmianServer()
  await runBehaviourChecks(server, tally)
  const { port, ca } = server
  const identity = await server.client('agent')
  await runAgentSuite(
    {
      ...{ name: "Cosmian's server", port, ca, ...identity },
      methods: ['encrypt', 'keyWrap', 'local'],
      opensDeactivated: ['encrypt'],
    },
    tally,
  )
  await runRotationChecks(server, tally)
  const tour = await runTour("Cosmian's server", { port, ca, ...(await server.client('tourist')) }, tally)
  for (const line of describeTour(tour)) console.log(`     ${line}`)
}
