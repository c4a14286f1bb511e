import type { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../errors.ts'
import type { MasterKey } from './master-key.ts'

export interface DataKeys {
  readonly index: Uint8Array
  readonly sealing: ReadonlyMap<number, Uint8Array>
  /** Id of the key that seals from now on. */
  readonly current: number
}

const DATA_KEY = 32
const PURPOSES = ['seal', 'index'] as const
const describePurpose = (id: number, purpose: string): string => `data key ${id}: ${purpose}`

/** Generates the data keys of a new store and wraps them with its master key; leaves those of an existing store alone. */
export async function createDataKeys(
  db: DatabaseSync,
  masterKey: MasterKey,
  random: (size: number) => Uint8Array,
): Promise<void> {
  if (db.prepare('SELECT 1 FROM data_key').get()) return
  const created = await Promise.all(
    PURPOSES.map(async (purpose, i) => ({
      id: i + 1,
      purpose,
      wrapped: await masterKey.wrap(random(DATA_KEY), describePurpose(i + 1, purpose)),
    })),
  )
  db.exec('BEGIN IMMEDIATE')
  for (const { id, purpose, wrapped } of created) {
    db.prepare('INSERT INTO data_key (id, purpose) VALUES (?, ?)').run(id, purpose)
    db.prepare('INSERT INTO wrapped_data_key (data_key, master_key, wrapped) VALUES (?, ?, ?)').run(
      id,
      masterKey.id,
      wrapped,
    )
  }
  db.exec('COMMIT')
}

/**
 * Unwraps the data keys.
 * @throws StoreOpenError `wrong master key` when another one wrapped them, `damaged` when one does not open
 */
export async function openDataKeys(db: DatabaseSync, masterKey: MasterKey): Promise<DataKeys> {
  const rows = db.prepare(`
    SELECT k.id, k.purpose, w.master_key, w.wrapped
    FROM data_key k LEFT JOIN wrapped_data_key w ON w.data_key = k.id AND w.master_key = ? ORDER BY k.id
  `)
  const sealing = new Map<number, Uint8Array>()
  let index: Uint8Array | undefined
  let current = 0
  for (const { id, purpose, wrapped } of rows.all(masterKey.id)) {
    if (!(wrapped instanceof Uint8Array)) throw createMasterKeyError(db, masterKey)
    const key = await masterKey.unwrap(wrapped, describePurpose(Number(id), String(purpose))).catch((cause) => {
      throw new StoreOpenError(
        'damaged',
        `Data key ${id} of the store does not open with the right master key: the row was altered. Restore a backup`,
        cause,
      )
    })
    if (purpose === 'index') index = key
    else {
      sealing.set(Number(id), key)
      current = Number(id)
    }
  }
  if (!index || current === 0) throw new StoreOpenError('damaged', 'The store has lost its data keys. Restore a backup')
  return { index, sealing, current }
}

function createMasterKeyError(db: DatabaseSync, masterKey: MasterKey): StoreOpenError {
  const known = db.prepare('SELECT DISTINCT master_key FROM wrapped_data_key').all()
  const ids = known.map((row) => row.master_key).join(' or ')
  return new StoreOpenError(
    'wrong master key',
    `This store needs the master key with id ${ids}; the one given has id ${masterKey.id}. Give that key, or the path of the store that this key belongs to`,
  )
}
