import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createSeededRandom } from '../support/random.ts'
import type { Defence } from './defence.ts'
import { defences } from './defences/index.ts'
import { type Result, runDefences } from './run-defences.ts'

const help = `Switches off one defence after another in a copy of the sources. For each one a named test must fail.

  npm run sabotage                             all of them
  npm run sabotage -- --only renegotiation     those whose names contain this; several with commas
  npm run sabotage -- --sample 12 --seed 7     so many, drawn with this seed
  npm run sabotage -- --json                   one JSON value instead of lines
  npm run sabotage -- --list                   names, files and tests

They are declared in spec-tests/sabotage/defences. Exit code 1: a defence can be switched off unnoticed.`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const choose = (all: readonly Defence[]): readonly Defence[] => {
  const { only } = values
  if (only === undefined) return all
  const parts = only.split(',')
  const chosen = all.filter(({ name }) => parts.some((part) => name.includes(part)))
  if (chosen.length === 0) throw new Error(`No defence has "${only}" in its name. See npm run sabotage -- --list`)
  return chosen
}

const seed = Number(values.seed ?? Date.now() % 2 ** 31)

const drawSample = (all: readonly Defence[]): readonly Defence[] => {
  if (values.sample === undefined) return all
  const random = createSeededRandom(seed)
  const left = [...all]
  return Array.from({ length: Math.min(Number(values.sample), left.length) }, () => {
    const [drawn] = left.splice(random.below(left.length), 1)
    return drawn as Defence
  })
}

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())

const run = async (): Promise<void> => {
  const chosen = drawSample(choose(defences))
  if (values.sample !== undefined && !values.json) console.log(`seed ${seed}`)
  const printResult = ({ name, problem, seconds }: Result, done: number): void => {
    if (values.json) return
    const place = `${String(done).padStart(String(chosen.length).length)}/${chosen.length}`
    console.log(`${place} ${problem === undefined ? 'ok  ' : 'FAIL'} ${seconds.toFixed(1).padStart(5)} s  ${name}`)
    if (problem !== undefined) console.log(`     ${problem}`)
  }
  const results = await runDefences(join(import.meta.dirname, '../..'), chosen, stopped.signal, printResult)
  const failed = results.filter(({ problem }) => problem !== undefined).length
  if (values.json) console.log(JSON.stringify(results, undefined, 2))
  else console.log(`${results.length - failed} passed, ${failed} failed`)
  process.exitCode = failed || stopped.signal.aborted ? 1 : 0
}

if (values.help) console.log(help)
else if (values.list)
  for (const { name, file, test } of defences) console.log(`${name}\n     ${file}\n     ${test.file}: ${test.title}`)
else await run()
