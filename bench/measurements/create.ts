import { measureSyncRate } from '../disk/measure-sync-rate.ts'
import { encodeCreate, success } from '../load/encode-requests.ts'
import { measureLoad } from '../load/measure-load.ts'
import { formatCount } from '../result/format-figure.ts'
import { measurePairs } from '../result/measure-rounds.ts'
import { createRow, type Row, type Sample } from '../result/row.ts'
import type { BenchServer } from '../server/start-bench-server.ts'

const cases = [
  { connections: 1, goal: 0.35 },
  { connections: 16, goal: 1.5 },
  { connections: 64, goal: 2.5 },
]

/** Durable Create, compared with raw fdatasync in the same folder. */
export const measureCreate = async (server: BenchServer): Promise<Row[]> => {
  const { rounds, seconds } = server.settings
  const load = { mode: 'persistent', requests: encodeCreate(), expected: success, seconds } as const
  const createKeys = (connections: number) =>
    measureLoad(server.loadGenerator, server.process, { ...load, connections })
  await createKeys(16)
  const rows: Row[] = []
  for (const { connections, goal } of cases) {
    const pairs = await measurePairs<Sample>(
      rounds,
      () => createKeys(connections),
      async () => ({ value: measureSyncRate(server.directory, seconds / 2) }),
    )
    const what = `Create, ${formatCount(connections, 'connection')}`
    rows.push(createRow({ what, yardstick: 'raw fdatasync', unit: '/s', goal }, pairs))
  }
  return rows
}
