import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOnSlowerDisk } from './disk/run-on-slower-disk.ts'
import { measurements } from './measurements.ts'
import { help, type Options, parseOptions } from './options.ts'
import { formatRow } from './result/format-row.ts'
import type { Result } from './result/row.ts'
import { writeFigures } from './result/write-figures.ts'
import { createFilledStores } from './server/filled-stores.ts'

const page = join(import.meta.dirname, '../docs/performance.md')

const formatError = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Runs the measurements one after the other, and goes on after one that fails. */
const runMeasurements = async (options: Options): Promise<{ results: Result[]; failed: number }> => {
  await using stores = await createFilledStores()
  const results: Result[] = []
  let failed = 0
  for (const { name, measure } of options.measurements)
    try {
      const rows = await measure(options.settings, stores)
      results.push({ measurement: name, rows })
      if (!options.json) for (const row of rows) console.log(formatRow(name, row))
    } catch (error) {
      failed++
      console.error(`${name}: ${formatError(error)}`)
    }
  return { results, failed }
}

const runBench = async (options: Options): Promise<number> => {
  const { results, failed } = await runMeasurements(options)
  if (options.json) console.log(JSON.stringify(results, undefined, 2))
  if (options.write && failed === 0) {
    const order = measurements.map(({ name }) => name)
    const run = { results, rounds: options.settings.rounds, now: new Date() }
    writeFileSync(page, writeFigures(readFileSync(page, 'utf8'), order, run))
  }
  // Speed on a busy machine decides nothing in a check. That everything runs and answers correctly does.
  const passed = results.reduce((sum, { rows }) => sum + rows.length, 0)
  if (options.settings.smoke) console.log(`${passed} passed, ${failed} failed`)
  return failed ? 1 : 0
}

const readOptions = (): Options | 'help' | undefined => {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${formatError(error)}\nSee npm run bench -- --help`)
    return undefined
  }
}

const options = readOptions()
if (options === undefined) process.exitCode = 2
else if (options === 'help') console.log(help)
else if (options.syncDelay !== undefined && process.env.SYNC_DELAY === undefined)
  process.exitCode = runOnSlowerDisk(options.syncDelay)
else process.exitCode = await runBench(options)
