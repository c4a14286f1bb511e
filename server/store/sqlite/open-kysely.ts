import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'

/** SQLite rolls back schema changes with their transaction; kysely assumes that it does not. */
class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return Object.defineProperty(new SqliteAdapter(), 'supportsTransactionalDdl', { value: true })
  }
}

/** Opens the query builder over a connection, which the caller closes. */
export function openKysely(db: DatabaseSync): Kysely<unknown> {
  const database: SqliteDatabase = {
    prepare(sql) {
      const statement = db.prepare(sql)
      // kysely passes on the parameters that its callers gave.
      const cast = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...cast(parameters)),
        run: (parameters) => statement.run(...cast(parameters)),
        iterate: (parameters) => statement.iterate(...cast(parameters)),
      }
    },
    close() {},
  }
  return new Kysely({ dialect: new TransactionalDialect({ database }) })
}
