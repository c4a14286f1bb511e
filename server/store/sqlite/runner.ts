import type { DatabaseSync, StatementSync } from 'node:sqlite'

export type Value = string | number | Uint8Array | null

/** Runs a statement that changes rows. */
export type Run = (sql: string, ...values: Value[]) => ReturnType<StatementSync['run']>

/** Prepares each statement on its first run. */
export const createRunner = (db: DatabaseSync): Run => {
  const prepared = new Map<string, StatementSync>()
  return (sql, ...values) => {
    let statement = prepared.get(sql)
    if (!statement) {
      statement = db.prepare(sql)
      prepared.set(sql, statement)
    }
    return statement.run(...values)
  }
}
