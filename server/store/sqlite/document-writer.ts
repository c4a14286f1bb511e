import type { DatabaseSync } from 'node:sqlite'
import type { DocumentRow } from '../record/row.ts'
import { toDocumentName } from '../to-document-name.ts'
import { ChangeRefused } from './change-in-progress.ts'

/** Applies one change of a document within the open transaction. @throws {ChangeRefused} when it has changed since it was read */
export const createDocumentWriter = (
  db: DatabaseSync,
  ownerId: (name: string) => number,
): ((row: DocumentRow) => void) => {
  const insert = db.prepare(`
    INSERT INTO document (kind, key, owner, revision, due, sealed) VALUES (?, ?, ?, 1, ?, ?)
    ON CONFLICT (kind, key) DO NOTHING
  `)
  const update = db.prepare(`
    UPDATE document SET revision = ?, due = ?, sealed = ? WHERE kind = ? AND key = ? AND revision = ? AND owner = ?
  `)
  const remove = db.prepare('DELETE FROM document WHERE kind = ? AND key = ? AND revision = ?')

  /** @returns the number of rows changed */
  const apply = (row: DocumentRow): number | bigint => {
    const { kind, key, revision } = row
    if (row.change === 'delete') return remove.run(kind, key, revision).changes
    const owner = ownerId(row.owner)
    return row.change === 'create'
      ? insert.run(kind, key, owner, row.due, row.sealed).changes
      : update.run(revision + 1, row.due, row.sealed, kind, key, revision, owner).changes
  }
  return (row) => {
    if (Number(apply(row)) === 0) throw new ChangeRefused('conflict', toDocumentName(row))
  }
}
