import type { DatabaseSync } from 'node:sqlite'
import type { KeyChange } from '../../record/key-change.ts'
import type { WrappedDataKey } from '../../seal/data-keys.ts'
import { SEAL_HEADER } from '../../seal/seal.ts'
import { createRunner } from '../runner.ts'

/** Applies one change of the store's keys within the open transaction. @param noteErasure - is called when a key was removed */
export const createKeyWriter = (db: DatabaseSync, noteErasure: () => void): ((change: KeyChange) => void) => {
  const run = createRunner(db)

  const insertWrapped = ({ dataKey, masterKey, wrapped }: WrappedDataKey): void => {
    run('INSERT INTO wrapped_data_key (data_key, master_key, wrapped) VALUES (?, ?, ?)', dataKey, masterKey, wrapped)
  }

  const addDataKey = ({ dataKey, wrapped, sealing }: Extract<KeyChange, { change: 'add data key' }>): void => {
    run('INSERT INTO data_key (id, purpose) VALUES (?, ?)', dataKey, sealing ? 'seal' : 'index')
    wrapped.forEach(insertWrapped)
    if (!sealing) return
    const { since, reserved } = sealing
    run('INSERT INTO sealing_key (data_key, since, reserved) VALUES (?, ?, ?)', dataKey, since, reserved)
  }

  /** Rows keep their size: {@link createObjectWriter} relies on it. */
  const resealObject = ({ before, attributes, object }: Extract<KeyChange, { change: 'reseal object' }>): void => {
    const { row, revision, header } = before
    const { changes } = run(
      `UPDATE object SET attributes = ? WHERE sequence = ? AND revision = ? AND substr(attributes, 1, ${SEAL_HEADER}) = ?`,
      attributes,
      row,
      revision,
      header,
    )
    if (changes && object)
      run(
        'UPDATE sealed_object SET sealed = ? WHERE id = (SELECT sealed_object FROM object WHERE sequence = ?)',
        object,
        row,
      )
  }

  const resealDocument = ({ before, sealed }: Extract<KeyChange, { change: 'reseal document' }>): void => {
    run(
      `UPDATE document SET sealed = ? WHERE id = ? AND revision = ? AND substr(sealed, 1, ${SEAL_HEADER}) = ?`,
      sealed,
      before.row,
      before.revision,
      before.header,
    )
  }

  const removeDataKey = ({ dataKey }: Extract<KeyChange, { change: 'remove data key' }>): void => {
    run('DELETE FROM wrapped_data_key WHERE data_key = ?', dataKey)
    run('DELETE FROM sealing_key WHERE data_key = ?', dataKey)
    run('DELETE FROM data_key WHERE id = ?', dataKey)
    noteErasure()
  }

  return (change) => {
    switch (change.change) {
      case 'add data key':
        addDataKey(change)
        break
      case 'reserve seals':
        run(
          'UPDATE sealing_key SET reserved = ?1 WHERE data_key = ?2 AND reserved < ?1',
          change.reserved,
          change.dataKey,
        )
        break
      case 'return seals':
        run(
          'UPDATE sealing_key SET reserved = ? WHERE data_key = ? AND reserved = ?',
          change.used,
          change.dataKey,
          change.reserved,
        )
        break
      case 'reseal object':
        resealObject(change)
        break
      case 'reseal document':
        resealDocument(change)
        break
      case 'remove data key':
        removeDataKey(change)
        break
      case 'wrap data keys':
        change.wrapped.forEach(insertWrapped)
        break
      case 'keep master key':
        run('DELETE FROM wrapped_data_key WHERE master_key <> ?', change.masterKey)
        noteErasure()
    }
  }
}
