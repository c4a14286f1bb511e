import type { DatabaseSync } from 'node:sqlite'

export interface OwnerIds {
  /** Adds an unknown owner within the open transaction. */
  findOrAdd(name: string): number
  /** Drops the cache: a transaction that added owners was rolled back. */
  forget(): void
}

/** Maps owners to the numbers that rows have for them. */
export const createOwnerIds = (db: DatabaseSync): OwnerIds => {
  const select = db.prepare('SELECT id FROM owner WHERE name = ?')
  const insert = db.prepare('INSERT INTO owner (name) VALUES (?)')
  const known = new Map<string, number>()
  return {
    findOrAdd(name) {
      let id = known.get(name)
      if (id === undefined) {
        const row = select.get(name)
        id = Number(row ? row.id : insert.run(name).lastInsertRowid)
        known.set(name, id)
      }
      return id
    },
    forget: () => known.clear(),
  }
}
