import { parseArgs } from 'node:util'
import { crash } from './crash.ts'

/**
 * Kills a server at random moments under load and proves that nothing acknowledged is lost.
 *
 *   node spec-tests/crash/main.ts [--kills 50] [--seed N]
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 2 ** 31)

console.log(`seed ${seed}`)
const result = await crash(Number(values.kills), seed, (line) => console.log(line))
for (const problem of result.problems) console.log(`FAIL ${problem}`)
console.log(`${result.kills} kills, ${result.acknowledged} changes acknowledged, ${result.objects} objects`)
console.log(result.problems.length ? '0 passed, 1 failed' : '1 passed, 0 failed')
process.exitCode = result.problems.length ? 1 : 0
