import type { DatabaseSync } from 'node:sqlite'

export interface OwnerIds {
  /** Makes it within the transaction under way, if there is none. */
  of(name: string): number
  /** The transaction was undone, and with it what was made. */
  forget(): void
}

/** The numbers by which rows name their owners. */
export const createOwnerIds = (db: DatabaseSync): OwnerIds => {
  const select = db.prepare('SELECT id FROM owner WHERE name = ?')
  const insert = db.prepare('INSERT INTO owner (name) VALUES (?)')
  const known = new Map<string, number>()
  return {
    of(name) {
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
