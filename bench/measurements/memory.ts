import { encodeGet, success } from '../load/encode-requests.ts'
import { measureLoad } from '../load/measure-load.ts'
import { buildPackage } from '../process/build-package.ts'
import { readResidentMemory } from '../process/read-resident-memory.ts'
import { formatCount } from '../result/format-figure.ts'
import { measureRounds } from '../result/measure-rounds.ts'
import { createLimitRow, type Row } from '../result/row.ts'
import type { FilledStores } from '../server/filled-stores.ts'
import { startBenchServer } from '../server/start-bench-server.ts'
import type { Settings } from '../settings.ts'

/** Keys that clients get before memory is measured: as many as the cache holds. */
const keysInUse = 10_000

/** Resident memory of a server under load. */
export const measureMemory = async (settings: Settings, stores: FilledStores): Promise<Row[]> => {
  const program = await buildPackage()
  const rows: Row[] = []
  for (const { objects, megabytes } of [
    { objects: settings.smoke ? 100 : 10_000, megabytes: 150 },
    { objects: settings.objects, megabytes: 400 },
  ]) {
    const { directory, uniqueIdentifiers } = await stores.get(objects)
    const requests = Buffer.concat(uniqueIdentifiers.slice(0, keysInUse).map(encodeGet))
    const load = { connections: 16, mode: 'persistent', seconds: settings.seconds * 3, requests } as const
    const values = await measureRounds(settings.rounds, async () => {
      await using server = await startBenchServer(settings, { directory, program })
      await measureLoad(server.loadGenerator, server.process, { ...load, expected: success })
      return await readResidentMemory(server.process.pid)
    })
    rows.push(createLimitRow(`resident memory, ${formatCount(objects, 'object')}`, ' MB', megabytes, values))
  }
  return rows
}
