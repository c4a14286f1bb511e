import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { interleave, measure } from '../load/measure-load.ts'
import { createRequest, success } from '../load/requests.ts'
import { type Measured, type Row, rowOf } from '../result/row.ts'
import type { Bed } from '../server/bench-server.ts'

/** A page of SQLite's write-ahead log. */
const page = Buffer.alloc(4096, 1)

/** How often a second a page can be appended to a file in this folder and made durable. */
const rawSyncs = async (folder: string, seconds: number): Promise<Measured> => {
  const path = join(folder, 'sync-yardstick')
  const file = openSync(path, 'w')
  try {
    const start = performance.now()
    let n = 0
    for (; performance.now() - start < seconds * 1000; n++) {
      writeSync(file, page)
      fdatasyncSync(file)
    }
    return { value: (n * 1000) / (performance.now() - start) }
  } finally {
    closeSync(file)
    rmSync(path)
  }
}

/** Goal 5: durable Create against raw fdatasync in the same folder. */
export const createAgainstSync = async (bed: Bed): Promise<Row[]> => {
  const requests = createRequest()
  const creates = (connections: number) =>
    measure(bed.load, bed.server, { connections, mode: 'persistent', requests, answer: success, seconds: bed.seconds })
  await creates(16)
  const rows: Row[] = []
  for (const [connections, target] of [
    [1, 0.35],
    [16, 1.5],
    [64, 2.5],
  ] as const) {
    const pairs = await interleave<Measured>(
      bed.rounds,
      () => creates(connections),
      () => rawSyncs(bed.directory, bed.seconds / 2),
    )
    const what = `Create, ${connections} connection${connections > 1 ? 's' : ''}`
    rows.push(rowOf({ goal: 5, what, against: 'raw fdatasync', unit: '/s', target }, pairs))
  }
  return rows
}
