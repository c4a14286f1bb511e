import { startServerProcess } from '../../spec-tests/support/server-process.ts'
import { buildPackage } from '../process/build-package.ts'
import { readProcessorTime } from '../process/read-processor-time.ts'
import { formatCount } from '../result/format-figure.ts'
import { measureRounds } from '../result/measure-rounds.ts'
import { createLimitRow, type Row } from '../result/row.ts'
import type { FilledStores } from '../server/filled-stores.ts'
import type { Settings } from '../settings.ts'

const limitMilliseconds = 500

/** Processor time of a server until it is ready. */
export const measureServerStart = async (settings: Settings, stores: FilledStores): Promise<Row[]> => {
  const program = await buildPackage()
  const rows: Row[] = []
  for (const objects of [settings.smoke ? 100 : 10_000, settings.objects]) {
    const { directory } = await stores.get(objects)
    const values = await measureRounds(settings.rounds, async () => {
      const server = await startServerProcess(['--data-directory', directory], { program })
      const milliseconds = (await readProcessorTime(server.pid)) / 1000
      await server.stop()
      return milliseconds
    })
    const what = `processor time until ready, ${formatCount(objects, 'object')}`
    rows.push(createLimitRow(what, ' ms', limitMilliseconds, values))
  }
  return rows
}
