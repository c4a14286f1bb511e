import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A page of SQLite's write-ahead log. */
const page = Buffer.alloc(4096, 1)

/** How many pages per second a file in this folder takes, each made durable before the next. */
export const measureSyncRate = (folder: string, seconds: number): number => {
  const path = join(folder, 'sync-yardstick')
  const file = openSync(path, 'w')
  try {
    const start = performance.now()
    let pages = 0
    for (; performance.now() - start < seconds * 1000; pages++) {
      writeSync(file, page)
      fdatasyncSync(file)
    }
    return (pages * 1000) / (performance.now() - start)
  } finally {
    closeSync(file)
    rmSync(path)
  }
}
