import { parseArgs } from 'node:util'
import { createSeededRandom } from '../support/random.ts'
import { runCrashAsynchronous } from './asynchronous.ts'
import { runCrashes } from './crash.ts'
import type { RotatedKey } from './rotation.ts'

/**
 * Kills a server at random moments under load and proves that nothing acknowledged is lost.
 *
 *   node spec-tests/crash/main.ts [--kills 50] [--seed N]
 *   node spec-tests/crash/main.ts --rotate-keys 50 [--seed N]
 *
 * With `--rotate-keys`, the master key and then the data key is replaced under load, and each is met by so many kills.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    'rotate-keys': { type: 'string' },
    seed: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const progress = (line: string): void => console.log(line)

/** @returns what is wrong */
const killUnderLoad = async (kills: number): Promise<readonly string[]> => {
  const result = await runCrashes({ kills, seed, progress })
  const later = await runCrashAsynchronous(Math.ceil(kills / 10), createSeededRandom(seed))
  console.log(`${later.taken} asynchronous requests`)
  console.log(`${result.kills} kills, ${result.acknowledged} changes acknowledged, ${result.objects} objects`)
  return [...result.problems, ...later.problems]
}

/** @returns what is wrong */
const killInRotation = async (rotate: RotatedKey, kills: number): Promise<readonly string[]> => {
  const result = await runCrashes({ kills, seed, progress, rotate })
  console.log(
    `${rotate}: ${result.kills} kills, ${result.interrupted} of them in a replacement, ${result.rotations} replacements and ${result.acknowledged} changes acknowledged, ${result.objects} objects`,
  )
  return result.problems
}

console.log(`seed ${seed}`)
const rotations = values['rotate-keys']
const runs =
  rotations === undefined
    ? [() => killUnderLoad(Number(values.kills))]
    : (['master key', 'data key'] as const).map((rotate) => () => killInRotation(rotate, Number(rotations)))
let failed = 0
for (const run of runs) {
  const problems = await run()
  for (const problem of problems) console.log(`FAIL ${problem}`)
  if (problems.length) failed++
}
console.log(`${runs.length - failed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
