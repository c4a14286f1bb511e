import type { DatabaseSync } from 'node:sqlite'
import type { ObjectRow, RowChange } from '../record/row.ts'
import { tokenBytes, tokenText } from '../seal/blind-index.ts'
import { type Before, type BeforeRow, type NameMove, Refused } from './change-in-progress.ts'
import type { IndexWriter } from './index-writer.ts'
import type { OwnerIds } from './owner-ids.ts'
import type { Run } from './runner.ts'

/**
 * Applies one change of an object within the transaction under way. @param erased is called when key material was overwritten
 * @throws {Refused} when the object is not what it was when it was read
 */
export const createObjectWriter = (
  db: DatabaseSync,
  run: Run,
  owners: OwnerIds,
  index: IndexWriter,
  erased: () => void,
): ((change: RowChange) => NameMove) => {
  const selectObject = db.prepare(`
    SELECT o.sequence, o.owner, o.revision, o.sealed_object, length(s.sealed) AS sealed_size, o.dates, o.tokens, o.names
    FROM object o LEFT JOIN sealed_object s ON s.id = o.sealed_object WHERE o.unique_identifier = ?
  `)
  const insertObject = db.prepare(`
    INSERT INTO object (unique_identifier, object_type, owner, revision, storage_status, usage_mask, sealed_object,
      dates, tokens, names, attributes) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (unique_identifier) DO NOTHING
  `)

  const read = (change: RowChange): Before => {
    const row = selectObject.get(change.uniqueIdentifier) as unknown as BeforeRow | undefined
    if (row?.revision !== change.revision) throw new Refused('conflict', change.uniqueIdentifier)
    return { ...row, tokens: tokenText(row.tokens), names: tokenText(row.names) }
  }

  const appendSealed = (sealed: Uint8Array | null): number | null =>
    sealed && Number(run('INSERT INTO sealed_object (sealed) VALUES (?)', sealed).lastInsertRowid)
  /** Same size: in place. Else the old bytes become zeros and the new ones are appended. */
  const overwriteSealed = (before: Before, sealed: Uint8Array | null): number | null => {
    const { sealed_object: id, sealed_size: size } = before
    if (id === null || size === null) return appendSealed(sealed)
    if (sealed?.length === size) {
      run('UPDATE sealed_object SET sealed = ? WHERE id = ?', sealed, id)
      return id
    }
    run('UPDATE sealed_object SET sealed = zeroblob(length(sealed)) WHERE id = ?', id)
    erased()
    return appendSealed(sealed)
  }

  const create = (row: ObjectRow): NameMove => {
    const owner = owners.of(row.owner)
    const { changes, lastInsertRowid } = insertObject.run(
      row.uniqueIdentifier,
      row.objectType,
      owner,
      row.storageStatus,
      row.usageMask,
      appendSealed(row.object),
      row.dates,
      tokenBytes(row.tokens),
      tokenBytes(row.names),
      row.attributes,
    )
    if (changes === 0) throw new Refused('conflict', row.uniqueIdentifier)
    const sequence = Number(lastInsertRowid)
    index.insert(row, owner, sequence)
    const { uniqueIdentifier, names } = row
    return { sequence, uniqueIdentifier, before: { owner, names: '' }, after: { owner, names } }
  }

  const update = (row: ObjectRow): NameMove => {
    const before = read(row)
    const owner = owners.of(row.owner)
    run(
      `UPDATE object SET object_type = ?, owner = ?, revision = ?, storage_status = ?, usage_mask = ?, sealed_object = ?,
        dates = ?, tokens = ?, names = ?, attributes = ? WHERE sequence = ?`,
      row.objectType,
      owner,
      row.revision + 1,
      row.storageStatus,
      row.usageMask,
      overwriteSealed(before, row.object),
      row.dates,
      tokenBytes(row.tokens),
      tokenBytes(row.names),
      row.attributes,
      before.sequence,
    )
    index.move(before, row, owner)
    const { uniqueIdentifier, names } = row
    return { sequence: before.sequence, uniqueIdentifier, before, after: { owner, names } }
  }

  const remove = (change: RowChange): NameMove => {
    const before = read(change)
    index.move(before, { tokens: '', dates: '{}' }, before.owner)
    overwriteSealed(before, null)
    run('DELETE FROM object WHERE sequence = ?', before.sequence)
    const { uniqueIdentifier } = change
    return { sequence: before.sequence, uniqueIdentifier, before, after: { owner: before.owner, names: '' } }
  }

  return (change) =>
    change.kind === 'create' ? create(change) : change.kind === 'update' ? update(change) : remove(change)
}
