import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { onSlowerDisk } from './disk/run-on-slower-disk.ts'
import { codecRows } from './measurements/codec-rows.ts'
import { commandStart } from './measurements/command-start.ts'
import { createAgainstSync } from './measurements/create.ts'
import { encryptSmall } from './measurements/encrypt.ts'
import { delayWhileKeysWork } from './measurements/event-loop.ts'
import { getAgainstEcho, getFromStore, newConnectionGets, persistentGets, restartStorm } from './measurements/get.ts'
import { locateByName } from './measurements/locate.ts'
import { memory, start } from './measurements/memory.ts'
import { againstPykmip } from './measurements/pykmip.ts'
import { sealAndOpen } from './measurements/seal.ts'
import { line } from './result/format-row.ts'
import { withFigures } from './result/page.ts'
import type { Row } from './result/row.ts'
import { type Bed, makeBed, type Settings } from './server/bench-server.ts'
import { openStores } from './server/filled-stores.ts'

/**
 * Ratios to what limits a server, or to what a user would run instead, each measured turn by turn with its yardstick.
 *
 *   node bench/main.ts [--only 1,3] [--rounds 5] [--seconds 1] [--objects 1000000] [--json] [--smoke]
 *     --write              puts the figures into docs/performance.md
 *     --sync-delay 2000    as if the disk took so many microseconds longer to make things durable
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '1,2,3,4,5,6,7,9,10,11,12,13,14,15' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    objects: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'sync-delay': { type: 'string' },
  },
})
const { smoke, json, 'sync-delay': syncDelay } = values
if (syncDelay && !process.env.SYNC_DELAY) process.exit(onSlowerDisk(Number(syncDelay)))
const rounds = smoke ? 1 : Number(values.rounds)
const seconds = smoke ? 0.1 : Number(values.seconds)
const settings: Settings = { rounds, seconds, smoke, objects: smoke ? 1_000 : Number(values.objects) }
await using stores = await openStores()

/** A server of its own for each goal: what one leaves in the store does not slow the next. */
const onBed = (goal: (bed: Bed) => Promise<Row[]>) => async (): Promise<Row[]> => {
  await using bed = await makeBed(settings)
  return await goal(bed)
}

const goals: Readonly<Record<string, () => Promise<Row[]>>> = {
  1: onBed((bed) => getAgainstEcho(bed, persistentGets)),
  2: () => getFromStore(settings, stores),
  3: onBed((bed) => getAgainstEcho(bed, newConnectionGets)),
  4: () => locateByName(settings, stores),
  5: onBed(createAgainstSync),
  6: onBed(againstPykmip),
  7: async () => codecRows(smoke ? 1 : Math.max(rounds, 5)),
  9: onBed(encryptSmall),
  10: () => delayWhileKeysWork(settings),
  11: () => memory(settings, stores),
  12: () => start(settings, stores),
  13: onBed((bed) => getAgainstEcho(bed, restartStorm)),
  14: () => sealAndOpen(settings),
  15: () => commandStart(settings),
}

const all: Row[] = []
let broken = 0
for (const name of values.only.split(',')) {
  const goal = goals[name]
  if (!goal) throw new Error(`there is no goal ${name}; there are ${Object.keys(goals).join(', ')}`)
  try {
    for (const row of await goal()) {
      all.push(row)
      if (!json) console.log(line(row))
    }
  } catch (error) {
    broken++
    console.error(`goal ${name}: ${error instanceof Error ? error.message : error}`)
  }
}
if (json) console.log(JSON.stringify(all, undefined, 2))
if (values.write && !smoke && !broken) {
  const page = join(import.meta.dirname, '../docs/performance.md')
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), all, rounds, new Date()))
}
// How fast a busy machine is decides nothing in a check; that everything runs and answers rightly does.
if (smoke) console.log(`${all.length} passed, ${broken} failed`)
process.exitCode = broken ? 1 : 0
