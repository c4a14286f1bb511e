import { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../errors.ts'

/** SQLITE_BUSY. */
const BUSY = 5

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === BUSY

/** The process that has a store open. */
export interface LockHolder {
  readonly process: number
  readonly host: string
  readonly since: Date
}

/**
 * Takes a lock that ends with this process, however it ends: an open write transaction on a small database of its own, from
 * which others can still read who holds it. Returns the function that releases it.
 * @throws StoreOpenError `in use`
 */
export function holdProcessLock(path: string, holder: LockHolder): () => void {
  const db = new DatabaseSync(path, { timeout: 0 })
  try {
    db.exec(`
      PRAGMA journal_mode = DELETE;
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS holder (process INTEGER, host TEXT, since TEXT) STRICT;
      DELETE FROM holder;
    `)
    db.prepare('INSERT INTO holder VALUES (?, ?, ?)').run(holder.process, holder.host, holder.since.toISOString())
    db.exec('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    try {
      if (!isBusy(error)) throw error
      throw new StoreOpenError('in use', `The store is in use by ${findHolder(db)}. Stop it first`, error)
    } finally {
      db.close()
    }
  }
  return () => db.close()
}

export const describeHolder = ({ process, host, since }: Readonly<Record<string, unknown>>): string =>
  `process ${process} on ${host} since ${since}`

function findHolder(db: DatabaseSync): string {
  try {
    const row = db.prepare('SELECT process, host, since FROM holder').get()
    if (row) return describeHolder(row)
  } catch (error) {
    if (!isBusy(error)) throw error
  }
  return 'another process that is opening it now'
}
