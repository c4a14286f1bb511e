import type { DatabaseSync } from 'node:sqlite'
import { toBytes } from '../record/columns.ts'
import type { ObjectRow, RowChange } from '../record/row.ts'
import { decodeTokens, encodeTokens } from '../seal/blind-index.ts'
import { type Before, ChangeRefused, type NameMove } from './change-in-progress.ts'
import type { IndexWriter } from './index-writer.ts'
import type { OwnerIds } from './owner-ids.ts'
import type { Run } from './runner.ts'

/**
 * Applies one change of an object within the open transaction. @param noteErasure is called when key material was overwritten
 * @throws {ChangeRefused} when the object has changed since it was read
 */
export const createObjectWriter = (
  db: DatabaseSync,
  run: Run,
  owners: OwnerIds,
  index: IndexWriter,
  noteErasure: () => void,
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
    const row = selectObject.get(change.uniqueIdentifier)
    if (row?.revision !== change.revision) throw new ChangeRefused('conflict', change.uniqueIdentifier)
    return {
      sequence: Number(row.sequence),
      owner: Number(row.owner),
      sealed: row.sealed_object === null ? undefined : { id: Number(row.sealed_object), size: Number(row.sealed_size) },
      dates: String(row.dates),
      tokens: decodeTokens(toBytes(row.tokens)),
      names: decodeTokens(toBytes(row.names)),
    }
  }

  const appendSealed = (sealed: Uint8Array | null): number | null =>
    sealed && Number(run('INSERT INTO sealed_object (sealed) VALUES (?)', sealed).lastInsertRowid)
  /** Overwrites bytes of the same size in place; else zeroes the old ones and appends the new ones. */
  const overwriteSealed = (before: Before, sealed: Uint8Array | null): number | null => {
    if (!before.sealed) return appendSealed(sealed)
    const { id, size } = before.sealed
    if (sealed?.length === size) {
      run('UPDATE sealed_object SET sealed = ? WHERE id = ?', sealed, id)
      return id
    }
    run('UPDATE sealed_object SET sealed = zeroblob(length(sealed)) WHERE id = ?', id)
    noteErasure()
    return appendSealed(sealed)
  }

  const create = (row: ObjectRow): NameMove => {
    const owner = owners.findOrAdd(row.owner)
    const { changes, lastInsertRowid } = insertObject.run(
      row.uniqueIdentifier,
      row.objectType,
      owner,
      row.storageStatus,
      row.usageMask,
      appendSealed(row.object),
      row.dates,
      encodeTokens(row.tokens),
      encodeTokens(row.names),
      row.attributes,
    )
    if (changes === 0) throw new ChangeRefused('conflict', row.uniqueIdentifier)
    const sequence = Number(lastInsertRowid)
    index.insert(row, owner, sequence)
    const { uniqueIdentifier, names } = row
    return { sequence, uniqueIdentifier, before: { owner, names: '' }, after: { owner, names } }
  }

  const update = (row: ObjectRow): NameMove => {
    const before = read(row)
    const owner = owners.findOrAdd(row.owner)
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
      encodeTokens(row.tokens),
      encodeTokens(row.names),
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
