import type { Tally } from '../tally.ts'
import { runBehaviourChecks } from './behaviour-checks.ts'
import { startCosmianServer } from './cosmian-server.ts'

/** Our client and agent on Cosmian's server. It takes long to build, so it runs only when it is asked for. */
export const cosmian = async (tally: Tally): Promise<void> => {
  await using server = await startCosmianServer()
  await runBehaviourChecks(server, tally)
}
