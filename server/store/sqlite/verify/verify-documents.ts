import type { DatabaseSync } from 'node:sqlite'
import type { DocumentRecord } from '../../record/document-record.ts'
import { readSealedVersion } from '../../seal/seal.ts'
import { toDocumentName } from '../../to-document-name.ts'
import type { Findings } from './findings.ts'
import { describeUnsealing } from './verify-objects.ts'

export interface DocumentCheck {
  readonly db: DatabaseSync
  readonly record: DocumentRecord
  readonly findings: Findings
  readonly noteVersion: (version: number) => void
  readonly onRow: () => void
}

/** Opens every document. */
export const verifyDocuments = ({ db, record, findings, noteVersion, onRow }: DocumentCheck): void => {
  const rows = db.prepare(
    'SELECT d.*, w.name AS owner FROM document d LEFT JOIN owner w ON w.id = d.owner ORDER BY d.id',
  )
  for (const row of rows.iterate()) {
    onRow()
    if (row.sealed instanceof Uint8Array) noteVersion(readSealedVersion(row.sealed))
    try {
      record.fromRow(row)
    } catch (error) {
      findings.add(
        'document',
        toDocumentName({ kind: String(row.kind), key: String(row.key) }),
        describeUnsealing(error),
      )
    }
  }
}
