import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { StoreFenced } from '../errors.ts'
import { describeHolder, type LockHolder } from './process-lock.ts'

const EPOCH = 16
/** Milliseconds between two looks at the fence by a server that only reads. */
const INTERVAL = 1_000

/**
 * Marks the store as opened by this process, durably: every process that opened it before loses it. The lock file prevents that
 * while it exists; it can be deleted, and this row cannot be without the store. Returns the epoch of this opening.
 */
export function takeFence(db: DatabaseSync, { process, host, since }: LockHolder): string {
  const epoch = randomBytes(EPOCH).toString('hex')
  db.prepare('INSERT OR REPLACE INTO fence (id, epoch, process, host, since) VALUES (1, ?, ?, ?, ?)').run(
    epoch,
    process,
    host,
    since.toISOString(),
  )
  return epoch
}

/** Checks, in each transaction that writes, that no other process has opened the store since. @throws StoreFenced */
export function createFenceCheck(db: DatabaseSync, epoch: string): () => void {
  const select = db.prepare('SELECT epoch, process, host, since FROM fence WHERE id = 1')
  return () => {
    const row = select.get()
    if (row?.epoch !== epoch) throw new StoreFenced(row ? describeHolder(row) : 'another process')
  }
}

export interface Fence {
  /** @throws StoreFenced once another process has opened the store */
  requireHeld(): void
  /** Looks now. */
  look(): void
  close(): void
}

/**
 * Watches the fence for reads: what this process has in memory may be out of date as soon as another one writes. A lost store
 * stays lost, and is reported once.
 */
export function watchFence(db: DatabaseSync, epoch: string, reportFault: (error: Error) => void): Fence {
  const check = createFenceCheck(db, epoch)
  let lost: StoreFenced | undefined
  const look = (): void => {
    if (lost) return
    try {
      check()
    } catch (error) {
      // Other errors are those of the file: reads and commits meet them too.
      if (!(error instanceof StoreFenced)) return
      lost = error
      reportFault(error)
    }
  }
  const timer = setInterval(look, INTERVAL).unref()
  return {
    look,
    requireHeld() {
      if (lost) throw lost
    },
    close: () => clearInterval(timer),
  }
}
