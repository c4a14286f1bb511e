import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'

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

/** The query builder over an open connection, which stays the caller's to close. */
export function kyselyOver(db: DatabaseSync): Kysely<unknown> {
  const database: SqliteDatabase = {
    prepare(sql) {
      const statement = db.prepare(sql)
      const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      }
    },
    close() {},
  }
  return new Kysely({ dialect: new SqliteDialect({ database }) })
}
