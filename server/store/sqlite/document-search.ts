import type { DatabaseSync } from 'node:sqlite'
import type { DocumentRecord } from '../record/document-record.ts'
import type { DocumentQuery, StoredDocument } from '../store.ts'

/** Searches for documents over one connection, oldest first. */
export const createDocumentSearch = (
  db: DatabaseSync,
  record: DocumentRecord,
): ((query: DocumentQuery) => readonly StoredDocument[]) => {
  const select = db.prepare(`
    SELECT d.kind, d.key, w.name AS owner, d.revision, d.due, d.sealed FROM document d JOIN owner w ON w.id = d.owner
    WHERE d.kind = ?1 AND (?2 IS NULL OR d.key = ?2) AND (?3 IS NULL OR w.name = ?3) AND (?4 IS NULL OR d.due <= ?4)
    ORDER BY d.id LIMIT ?5
  `)
  const selectByKey = db.prepare(`
    SELECT d.kind, d.key, w.name AS owner, d.revision, d.due, d.sealed FROM document d JOIN owner w ON w.id = d.owner
    WHERE d.kind = ? AND d.key = ? LIMIT ?
  `)
  return ({ kind, key, owner, dueBy, maximumItems }) => {
    const limit = maximumItems ?? -1
    if (key !== undefined && owner === undefined && dueBy === undefined)
      return selectByKey.all(kind, key, limit).map(record.fromRow)
    const due = dueBy ? dueBy.getTime() : null
    return select.all(kind, key ?? null, owner ?? null, due, limit).map(record.fromRow)
  }
}
