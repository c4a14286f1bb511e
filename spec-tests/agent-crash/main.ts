import { parseArgs } from 'node:util'
import { createServer } from '../../server/index.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import { type BehaviourName, behaviourNames, pairs } from '../stand-in/behaviours.ts'
import { type KillReport, killAgent } from './kill-agent.ts'

/**
 * Kills an agent at random while it rotates its key-encryption keys and retires the old ones, on servers that behave as those of
 * other vendors: on one with each behaviour, and from 1,000 kills on also on one with each two of them.
 *
 *   node spec-tests/agent-crash/main.ts [--kills 100]
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } })
const kills = Number(values.kills)

/** Agents at once. */
const lanes = 2

const single: readonly (readonly BehaviourName[])[] = [[], ...behaviourNames.map((name) => [name])]
const servers = kills >= 1000 ? [...single, ...pairs] : single
const plan = servers.map((names, position) => ({
  names,
  kills: Math.floor(kills / servers.length) + (position < kills % servers.length ? 1 : 0),
}))

const reports: KillReport[] = []
const runLane = async (): Promise<void> => {
  const server = createServer({ store: createMemoryStore() })
  for (let next = plan.shift(); next; next = plan.shift())
    if (next.kills > 0) reports.push(await killAgent(server, next.names, next.kills))
  await server.close()
}
await Promise.all(Array.from({ length: lanes }, runLane))

const problems = reports.flatMap((report) => report.problems)
const completed = reports.reduce((sum, report) => sum + report.completed, 0)
for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(`${kills} kills on ${reports.length} servers, ${completed} rotations completed before theirs`)
console.log(`${problems.length ? 0 : kills} passed, ${problems.length} failed`)
process.exit(problems.length ? 1 : 0)
