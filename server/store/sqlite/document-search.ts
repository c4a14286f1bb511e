import type { DatabaseSync } from 'node:sqlite'
import { DocumentFault, isUnreadable } from '../errors.ts'
import type { Columns } from '../record/columns.ts'
import type { DocumentRecord } from '../record/document-record.ts'
import type { DocumentQuery, StoredDocument, UnreadableDocument } from '../store.ts'
import { toDocumentName } from '../to-document-name.ts'
import type { FaultReport } from './report-faults.ts'

const toUnreadable = ({ kind, key, owner, revision }: Columns): UnreadableDocument => ({
  ...{ kind: String(kind), key: String(key) },
  ...{ owner: String(owner), revision: Number(revision) },
})

/** Searches for documents over one connection, oldest first. */
export const createDocumentSearch = (
  db: DatabaseSync,
  record: DocumentRecord,
  report: FaultReport,
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

  const open = (row: Columns): StoredDocument | DocumentFault => {
    try {
      return record.fromRow(row)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      return new DocumentFault(toUnreadable(row), error)
    }
  }

  /** Rows that do not open do not count: they would take the places of the others. */
  const openUpTo = (limit: number, selectRows: (limit: number) => Columns[]): (StoredDocument | DocumentFault)[] => {
    for (let surplus = 0; ; ) {
      const opened = selectRows(limit + surplus).map(open)
      const faults = opened.filter((each) => each instanceof DocumentFault).length
      if (faults === surplus || limit < 0) return opened
      surplus = faults
    }
  }

  return ({ kind, key, owner, dueBy, maximumItems = -1, onUnreadable }) => {
    const selectRows = (limit: number): Columns[] =>
      key !== undefined && owner === undefined && dueBy === undefined
        ? selectByKey.all(kind, key, limit)
        : select.all(kind, key ?? null, owner ?? null, dueBy ? dueBy.getTime() : null, limit)
    if (!onUnreadable) return selectRows(maximumItems).map(record.fromRow)
    return openUpTo(maximumItems, selectRows).flatMap((each) => {
      if (!(each instanceof DocumentFault)) return [each]
      report(toDocumentName(each.document), each)
      onUnreadable(each.document)
      return []
    })
  }
}
