import { startServerProcess } from '../../spec-tests/support/server-process.ts'
import { measure } from '../load/measure-load.ts'
import { getRequest, success } from '../load/requests.ts'
import { build } from '../process/build-package.ts'
import { processorTime } from '../process/read-processor-time.ts'
import { residentMemory } from '../process/read-resident-memory.ts'
import { type Measured, type Row, rowOf } from '../result/row.ts'
import { makeBed, type Settings } from '../server/bench-server.ts'
import type { Stores } from '../server/filled-stores.ts'

const objectCounts = (settings: Settings): [number, number] => [settings.smoke ? 100 : 10_000, settings.objects]

const compared = async (
  settings: Settings,
  about: Pick<Row, 'goal' | 'what' | 'unit'>,
  allowed: number,
  own: () => Promise<Measured>,
): Promise<Row> => {
  const pairs: { own: Measured; yardstick: Measured }[] = []
  for (let i = 0; i < settings.rounds; i++) pairs.push({ own: await own(), yardstick: { value: allowed } })
  return rowOf({ ...about, against: 'allowed', target: 1 }, pairs, 'smaller')
}

/** Keys that are asked for before the memory is measured: as many as the cache holds. */
const asked = 10_000

/** Goal 11: memory of a server of which many objects were asked for. */
export const memory = async (settings: Settings, stores: Stores): Promise<Row[]> => {
  const program = await build()
  const rows: Row[] = []
  for (const [i, count] of objectCounts(settings).entries()) {
    const { directory, uniqueIdentifiers } = await stores.with(count)
    const requests = Buffer.concat(uniqueIdentifiers.slice(0, asked).map(getRequest))
    const what = `memory, ${count.toLocaleString('en')} objects`
    const row = await compared(settings, { goal: 11, what, unit: ' MB' }, i === 0 ? 150 : 400, async () => {
      await using bed = await makeBed(settings, { directory, program })
      const load = { connections: 16, mode: 'persistent', seconds: settings.seconds * 3, requests } as const
      await measure(bed.load, bed.server, { ...load, answer: success })
      return { value: await residentMemory(bed.server.pid) }
    })
    rows.push(row)
  }
  return rows
}

/** Goal 12: processor time until a server is ready. */
export const start = async (settings: Settings, stores: Stores): Promise<Row[]> => {
  const program = await build()
  const rows: Row[] = []
  for (const count of objectCounts(settings)) {
    const { directory } = await stores.with(count)
    const what = `ready to serve, ${count.toLocaleString('en')} objects: processor time`
    const row = await compared(settings, { goal: 12, what, unit: ' ms' }, 500, async () => {
      const server = await startServerProcess(['--data-directory', directory], { program })
      const value = (await processorTime(server.pid)) / 1000
      await server.stop()
      return { value }
    })
    rows.push(row)
  }
  return rows
}
