import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyLog } from '../../transparency/verify.ts'
import { fillLog, openSignedLog, origin } from './signed-log.ts'
import { measureBytes, runTamper } from './tamper.ts'

/**
 * Changes a log of many entries in many ways, and proves that each change is found and its place named. It says too how fast a log
 * is written and verified, and how many bytes it takes.
 *
 *   node spec-tests/audit/main.ts [--records 1000000] [--edits 10000] [--at-once 100] [--seed N]
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    edits: { type: 'string', default: '10000' },
    'at-once': { type: 'string', default: '100' },
    seed: { type: 'string' },
  },
})
const size = Number(values.records)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)
const directory = await mkdtemp(join(tmpdir(), 'kmip-audit-'))

/** Runs a step, and prints how many entries a second it took. */
const measure = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  const begin = performance.now()
  const result = await run()
  const seconds = (performance.now() - begin) / 1000
  console.log(`${name}: ${seconds.toFixed(2)} s, ${Math.round(size / seconds)} entries/s`)
  return result
}

try {
  const { log, verifier, publish } = await openSignedLog(directory)
  await measure('written', async () => {
    await fillLog(log, size)
    await publish()
  })
  await log.close()
  console.log(`${(measureBytes(directory, size) / size).toFixed(1)} bytes an entry, tiles and bundles`)
  const begin = performance.now()
  const again = await openSignedLog(directory)
  await again.log.close()
  console.log(`opened: ${((performance.now() - begin) / 1000).toFixed(2)} s`)
  await measure('verified', () =>
    verifyLog(directory, {
      origin,
      verifiers: [verifier],
      onFinding: ({ file, problem }) => console.log(`FAIL ${file} ${problem}`),
    }),
  )
  const options = { directory, size, verifier, edits: Number(values.edits), atOnce: Number(values['at-once']), seed }
  const problems = await runTamper(options, (edits) => console.log(`${edits} edits`))
  for (const problem of problems) console.log(`FAIL ${problem}`)
  console.log(problems.length ? `0 passed, ${problems.length} failed` : '1 passed, 0 failed')
  process.exitCode = problems.length ? 1 : 0
} finally {
  await rm(directory, { recursive: true })
}
