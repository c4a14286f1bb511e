import { DatabaseSync } from 'node:sqlite'

/** Milliseconds to wait for a lock that another connection holds. */
const BUSY_TIMEOUT = 5_000
/** Pages of 4 KiB in the write-ahead log before a commit moves them into the file. */
const CHECKPOINT_PAGES = 4_000
/** KiB. The page cache of the system holds the rest: more here makes no search faster and uses memory twice. */
const WRITER_PAGES = 8_192
const READER_PAGES = 4_096

/** Opens the store's file for reading and writing. Every commit is durable; SQLite overwrites what it deletes. */
export function openForWriting(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA cache_size = -${WRITER_PAGES};
  `)
  return db
}

export function openForReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, readOnly: true })
  db.exec(`PRAGMA cache_size = -${READER_PAGES}; PRAGMA temp_store = MEMORY;`)
  return db
}
