import { DatabaseSync } from 'node:sqlite'

/** Milliseconds to wait for a lock that another connection holds. */
const BUSY_TIMEOUT = 5_000
/** Pages of 4 KiB in the write-ahead log before a commit moves them into the file. */
const CHECKPOINT_PAGES = 4_000
/** KiB. */
const PAGE_CACHE = 16_384

/** Opens the store's file for reading and writing; every commit is durable, what is deleted is overwritten. */
export function openForWriting(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA cache_size = -${PAGE_CACHE};
  `)
  return db
}

export function openForReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, readOnly: true })
  db.exec(`PRAGMA cache_size = -${PAGE_CACHE}; PRAGMA temp_store = MEMORY;`)
  return db
}
