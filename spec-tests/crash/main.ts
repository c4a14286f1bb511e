import { parseArgs } from 'node:util'
import { createSeededRandom } from '../support/random.ts'
import { runCrashAsynchronous } from './asynchronous.ts'
import { runCrashes } from './crash.ts'

/**
 * Kills a server at random moments under load and proves that nothing acknowledged is lost.
 *
 *   node spec-tests/crash/main.ts [--kills 50] [--seed N]
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 2 ** 31)

console.log(`seed ${seed}`)
const result = await runCrashes(Number(values.kills), seed, (line) => console.log(line))
const later = await runCrashAsynchronous(Math.ceil(Number(values.kills) / 10), createSeededRandom(seed))
console.log(`${later.taken} asynchronous requests`)
const problems = [...result.problems, ...later.problems]
for (const problem of problems) console.log(`FAIL ${problem}`)
console.log(`${result.kills} kills, ${result.acknowledged} changes acknowledged, ${result.objects} objects`)
console.log(problems.length ? '0 passed, 1 failed' : '1 passed, 0 failed')
process.exitCode = problems.length ? 1 : 0
