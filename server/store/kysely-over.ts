import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'

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
