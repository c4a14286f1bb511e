import type { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { NewerRecord, UnsealFailure } from '../../errors.ts'
import { type Columns, toBytes } from '../../record/columns.ts'
import type { ObjectRecord } from '../../record/object-record.ts'
import type { AttributeIndex, SearchableForm } from '../../seal/attribute-index.ts'
import { decodeTokens } from '../../seal/blind-index.ts'
import { readSealedVersion } from '../../seal/seal.ts'
import type { StoredObject } from '../../store.ts'
import type { Findings } from './findings.ts'

export interface ObjectCheck {
  readonly db: DatabaseSync
  readonly record: ObjectRecord
  readonly index: AttributeIndex
  readonly findings: Findings
  /** Is called for each sealed blob with its version, as a number. */
  readonly noteVersion: (version: number) => void
  readonly onRow: () => void
}

/** Only these say nothing of what a row holds. */
export const describeUnsealing = (error: unknown): string =>
  error instanceof UnsealFailure
    ? 'does not open: it was altered, moved or rolled back, or belongs to another owner, type or revision'
    : error instanceof NewerRecord
      ? error.message
      : 'opens, but does not decode'

const listDifferences = (form: SearchableForm, row: Columns): string[] => {
  const differs = {
    'storage status': Number(row.storage_status) !== form.storageStatus,
    'usage mask': Number(row.usage_mask) !== form.usageMask,
    tokens: decodeTokens(toBytes(row.tokens)) !== form.tokens,
    names: decodeTokens(toBytes(row.names)) !== form.names,
    dates: !isDeepStrictEqual(JSON.parse(String(row.dates)), JSON.parse(form.dates)),
  }
  return Object.entries(differs).flatMap(([column, isDifferent]) => (isDifferent ? [column] : []))
}

const describeDifferences = (object: StoredObject, row: Columns, index: AttributeIndex): string | undefined => {
  try {
    const differences = listDifferences(index.toSearchable(object), row)
    return differences.length ? `its ${differences.join(', ')} are not those of its attributes` : undefined
  } catch {
    return 'its searchable columns cannot be read'
  }
}

/** Opens every object, and compares its searchable columns with its attributes. */
export const verifyObjects = ({ db, record, index, findings, noteVersion, onRow }: ObjectCheck): void => {
  const rows = db.prepare(`
    SELECT o.*, w.name AS owner, s.sealed AS object FROM object o LEFT JOIN owner w ON w.id = o.owner
    LEFT JOIN sealed_object s ON s.id = o.sealed_object ORDER BY o.sequence
  `)
  for (const row of rows.iterate()) {
    onRow()
    const name = String(row.unique_identifier)
    for (const sealed of [row.attributes, row.object])
      if (sealed instanceof Uint8Array) noteVersion(readSealedVersion(sealed))
    try {
      const difference = describeDifferences(record.fromRow(row).object, row, index)
      if (difference) findings.add('object', name, difference)
    } catch (error) {
      findings.add('object', name, describeUnsealing(error))
    }
  }
  const orphans = db.prepare(`
    SELECT id FROM sealed_object WHERE sealed <> zeroblob(length(sealed))
    AND id NOT IN (SELECT sealed_object FROM object WHERE sealed_object IS NOT NULL)
  `)
  for (const { id } of orphans.iterate())
    findings.add('sealed_object', `number ${id}`, 'belongs to no object, and was not erased')
}
