import type { DatabaseSync } from 'node:sqlite'
import { type Columns, toBytes } from '../../record/columns.ts'
import type { DocumentRecord } from '../../record/document-record.ts'
import type { KeyChange, ReadRow } from '../../record/key-change.ts'
import type { ObjectRecord } from '../../record/object-record.ts'
import { encodeDataKeyId, readSealHeader } from '../../seal/seal.ts'

/** The rows of one table that a data key has sealed which is not the current one. */
export interface OldRows {
  /** The highest number of a row. */
  findLast(): number
  /** The rows among those with numbers in this range. */
  select(after: number, last: number, current: number): Columns[]
  /** The most seals that a row takes. */
  readonly seals: number
  /** Names a row for the log. */
  describe(row: Columns): string
  /** @throws UnsealFailure, SealsExhausted */
  reseal(row: Columns): KeyChange
}

const toReadRow = (row: Columns, sealed: unknown): ReadRow => ({
  row: Number(row.number),
  revision: Number(row.revision),
  header: readSealHeader(toBytes(sealed)),
})

const createOldObjects = (db: DatabaseSync, record: ObjectRecord): OldRows => {
  const last = db.prepare('SELECT coalesce(max(sequence), 0) AS last FROM object')
  const select = db.prepare(`
    SELECT o.sequence AS number, o.unique_identifier, o.object_type, w.name AS owner, o.revision, o.attributes,
      s.sealed AS object
    FROM object o LEFT JOIN owner w ON w.id = o.owner LEFT JOIN sealed_object s ON s.id = o.sealed_object
    WHERE o.sequence > ? AND o.sequence <= ? AND substr(o.attributes, 2, 4) <> ?
  `)
  return {
    findLast: () => Number(last.get()?.last),
    select: (after, to, current) => select.all(after, to, encodeDataKeyId(current)),
    seals: 2,
    describe: (row) => String(row.unique_identifier),
    reseal: (row) => ({ change: 'reseal object', before: toReadRow(row, row.attributes), ...record.reseal(row) }),
  }
}

const createOldDocuments = (db: DatabaseSync, record: DocumentRecord): OldRows => {
  const last = db.prepare('SELECT coalesce(max(id), 0) AS last FROM document')
  const select = db.prepare(`
    SELECT d.id AS number, d.kind, d.key, w.name AS owner, d.revision, d.due, d.sealed
    FROM document d LEFT JOIN owner w ON w.id = d.owner WHERE d.id > ? AND d.id <= ? AND substr(d.sealed, 2, 4) <> ?
  `)
  return {
    findLast: () => Number(last.get()?.last),
    select: (after, to, current) => select.all(after, to, encodeDataKeyId(current)),
    seals: 1,
    describe: (row) => `${row.kind} ${row.key}`,
    reseal: (row) => ({ change: 'reseal document', before: toReadRow(row, row.sealed), sealed: record.reseal(row) }),
  }
}

/** The tables that hold sealed rows, to seal them again. */
export const createOldRows = (
  db: DatabaseSync,
  objects: ObjectRecord,
  documents: DocumentRecord,
): readonly OldRows[] => [createOldObjects(db, objects), createOldDocuments(db, documents)]
