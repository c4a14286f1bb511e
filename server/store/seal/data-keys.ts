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
const context = (id: number, purpose: string) => `data key ${id}: ${purpose}`

/** Makes the data keys of a new store, wrapped by its master key; does nothing when it has some. */
export async function createDataKeys(
  db: DatabaseSync,
  masterKey: MasterKey,
  random: (size: number) => Uint8Array,
): Promise<void> {
  if (db.prepare('SELECT 1 FROM data_key').get()) return
  const made = await Promise.all(
    PURPOSES.map(async (purpose, i) => ({
      id: i + 1,
      purpose,
      wrapped: await masterKey.wrap(random(DATA_KEY), context(i + 1, purpose)),
    })),
  )
  db.exec('BEGIN IMMEDIATE')
  for (const { id, purpose, wrapped } of made) {
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
 * @throws StoreOpenError `wrong master key` when none was wrapped by this one, `damaged` when one does not open
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
    if (!(wrapped instanceof Uint8Array)) throw wrongMasterKey(db, masterKey)
    const key = await masterKey.unwrap(wrapped, context(Number(id), String(purpose))).catch((cause) => {
      throw new StoreOpenError(
        'damaged',
        `Data key ${id} of the store does not open although its master key is right: the row was altered; restore a backup`,
        cause,
      )
    })
    if (purpose === 'index') index = key
    else {
      sealing.set(Number(id), key)
      current = Number(id)
    }
  }
  if (!index || current === 0) throw new StoreOpenError('damaged', 'The store has lost its data keys: restore a backup')
  return { index, sealing, current }
}

function wrongMasterKey(db: DatabaseSync, masterKey: MasterKey): StoreOpenError {
  const known = db.prepare('SELECT DISTINCT master_key FROM wrapped_data_key').all()
  const ids = known.map((row) => row.master_key).join(' or ')
  return new StoreOpenError(
    'wrong master key',
    `The master key given (id ${masterKey.id}) does not open this store, which needs the one with id ${ids}: give that key, or the path of the store that belongs to this key`,
  )
}
