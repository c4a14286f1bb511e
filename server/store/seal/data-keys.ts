import type { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../errors.ts'
import type { SealingKey } from './keyring.ts'
import type { MasterKey } from './master-key.ts'
import { sealLimits } from './seal-limits.ts'

export interface DataKeys {
  readonly index: Uint8Array
  /** At least one, the newest last. */
  readonly sealing: readonly SealingKey[]
}

/** A data key as the store keeps it. */
export interface WrappedDataKey {
  readonly dataKey: number
  readonly masterKey: string
  readonly wrapped: Uint8Array
}

const DATA_KEY = 32
type Purpose = 'seal' | 'index'

/** What a wrapped data key is bound to. */
const describePurpose = (id: number, purpose: string): string => `data key ${id}: ${purpose}`

/** A new data key, in the clear and wrapped by each of the master keys. */
export async function createDataKey(
  id: number,
  purpose: Purpose,
  masterKeys: readonly MasterKey[],
  random: (size: number) => Uint8Array,
): Promise<{ readonly bytes: Uint8Array; readonly wrapped: readonly WrappedDataKey[] }> {
  const bytes = random(DATA_KEY)
  const wrapped = masterKeys.map(async (masterKey) => ({
    dataKey: id,
    masterKey: masterKey.id,
    wrapped: await masterKey.wrap(bytes, describePurpose(id, purpose)),
  }))
  return { bytes, wrapped: await Promise.all(wrapped) }
}

/** The number that the next data key has. The newest one is never removed, so that no number is used twice. */
export const nextDataKeyId = (db: DatabaseSync): number =>
  Number(db.prepare('SELECT coalesce(max(id), 0) + 1 AS next FROM data_key').get()?.next)

interface DataKeyRow {
  readonly id: number
  readonly purpose: string
  /** By the master key in question. */
  readonly wrapped: Uint8Array | undefined
  readonly reserved: number | undefined
}

const listDataKeys = (db: DatabaseSync, masterKey: MasterKey): DataKeyRow[] =>
  db
    .prepare(`
      SELECT k.id, k.purpose, w.wrapped, s.reserved FROM data_key k
      LEFT JOIN wrapped_data_key w ON w.data_key = k.id AND w.master_key = ?
      LEFT JOIN sealing_key s ON s.data_key = k.id ORDER BY k.id
    `)
    .all(masterKey.id)
    .map(({ id, purpose, wrapped, reserved }) => ({
      id: Number(id),
      purpose: String(purpose),
      wrapped: wrapped instanceof Uint8Array ? wrapped : undefined,
      reserved: reserved === null ? undefined : Number(reserved),
    }))

const unwrapDataKey = async (
  masterKey: MasterKey,
  { id, purpose, wrapped }: Pick<DataKeyRow, 'id' | 'purpose' | 'wrapped'>,
): Promise<Uint8Array> => {
  if (!wrapped)
    throw new StoreOpenError(
      'damaged',
      `Data key ${id} of the store has no row that the master key opens: the row was removed. Restore a backup`,
    )
  return masterKey.unwrap(wrapped, describePurpose(id, purpose)).catch((cause) => {
    throw new StoreOpenError(
      'damaged',
      `Data key ${id} of the store does not open with the right master key: the row was altered. Restore a backup`,
      cause,
    )
  })
}

/**
 * Unwraps the data keys. One whose count of seals is lost is due to be replaced.
 * @throws StoreOpenError `wrong master key` when another one wrapped them, `damaged` when one does not open
 */
export async function openDataKeys(db: DatabaseSync, masterKey: MasterKey): Promise<DataKeys> {
  const rows = listDataKeys(db, masterKey)
  if (rows.length > 0 && rows.every(({ wrapped }) => !wrapped)) throw createMasterKeyError(db, masterKey)
  const sealing: SealingKey[] = []
  let index: Uint8Array | undefined
  for (const row of rows) {
    const bytes = await unwrapDataKey(masterKey, row)
    if (row.purpose === 'index') index = bytes
    else {
      const seals = row.reserved ?? sealLimits.replaceAt
      sealing.push({ id: row.id, bytes, used: seals, reserved: seals })
    }
  }
  if (!index || sealing.length === 0)
    throw new StoreOpenError('damaged', 'The store has lost its data keys. Restore a backup')
  return { index, sealing }
}

/** Wraps every data key by another master key. @throws StoreOpenError `damaged` when one does not open */
export const rewrapDataKeys = (db: DatabaseSync, from: MasterKey, to: MasterKey): Promise<WrappedDataKey[]> =>
  Promise.all(
    listDataKeys(db, from).map(async (row) => ({
      dataKey: row.id,
      masterKey: to.id,
      wrapped: await to.wrap(await unwrapDataKey(from, row), describePurpose(row.id, row.purpose)),
    })),
  )

function createMasterKeyError(db: DatabaseSync, masterKey: MasterKey): StoreOpenError {
  const known = db.prepare('SELECT DISTINCT master_key FROM wrapped_data_key').all()
  const ids = known.map((row) => row.master_key).join(' or ')
  return new StoreOpenError(
    'wrong master key',
    `This store needs the master key with id ${ids}; the one given has id ${masterKey.id}. Give that key, or the path of the store that this key belongs to`,
  )
}
