import type { DatabaseSync } from 'node:sqlite'
import { createDataKey, type DataKeys, nextDataKeyId, openDataKeys } from '../seal/data-keys.ts'
import type { SealingKey } from '../seal/keyring.ts'
import type { MasterKey } from '../seal/master-key.ts'
import type { SealLimits } from '../seal/seal-limits.ts'
import { takeFence } from './fence.ts'
import { createSealingKey, type NewSealingKey } from './keys/create-sealing-key.ts'
import { createKeyWriter } from './keys/key-writer.ts'
import { migrate } from './migrate.ts'
import { openKysely } from './open-kysely.ts'
import type { LockHolder } from './process-lock.ts'
import { addStorageVersion } from './record-versions.ts'
import { runInTransaction } from './run-in-transaction.ts'
import { createMigrations, sqliteSchema } from './schema.ts'
import { openForWriting } from './sqlite-connection.ts'

export interface PrepareOptions {
  readonly path: string
  readonly masterKey: MasterKey
  readonly random: (size: number) => Uint8Array
  readonly now: () => Date
  readonly limits: SealLimits
  readonly holder: LockHolder
}

export interface PreparedFile {
  readonly keys: DataKeys
  /** Of this opening, by {@link takeFence}. */
  readonly epoch: string
}

/** The commit worker truncates the write-ahead log when it starts. */
const ignore = (): void => undefined

/** Generates the data keys of a new store; leaves those of an existing store alone. */
async function createDataKeys(db: DatabaseSync, options: PrepareOptions): Promise<void> {
  if (db.prepare('SELECT 1 FROM data_key').get()) return
  const { masterKey, random, now } = options
  const { change } = await createSealingKey({ id: 1, reserved: 0, masterKeys: [masterKey], random, now })
  const { wrapped } = await createDataKey(2, 'index', [masterKey], random)
  const write = createKeyWriter(db, ignore)
  runInTransaction(db, () => {
    write(change)
    write({ change: 'add data key', dataKey: 2, wrapped })
  })
}

/** The key that seals in this process: the newest one, or another one where that has sealed often enough. */
async function chooseSealingKey(
  db: DatabaseSync,
  sealing: readonly SealingKey[],
  { masterKey, random, now, limits }: PrepareOptions,
): Promise<NewSealingKey> {
  const { replaceAt, block } = limits
  const newest = sealing.at(-1)
  if (!newest || newest.reserved >= replaceAt)
    return createSealingKey({ id: nextDataKeyId(db), reserved: block, masterKeys: [masterKey], random, now })
  const reserved = newest.reserved + block
  return { key: { ...newest, reserved }, change: { change: 'reserve seals', dataKey: newest.id, reserved } }
}

/**
 * Makes a store's file ready for this process: schema, data keys, seals to begin with, fence.
 * @throws StoreOpenError when a newer version of kmip wrote the store, or the master key is another one's
 */
export async function prepareFile(options: PrepareOptions): Promise<PreparedFile> {
  const { path, masterKey, holder } = options
  const db = openForWriting(path)
  try {
    await migrate(openKysely(db), createMigrations(sqliteSchema))
    addStorageVersion(db)
    await createDataKeys(db, options)
    const keys = await openDataKeys(db, masterKey)
    const { key, change } = await chooseSealingKey(db, keys.sealing, options)
    const write = createKeyWriter(db, ignore)
    // The last step: an opening that fails leaves the store to the process that has it.
    const epoch = runInTransaction(db, () => {
      write(change)
      return takeFence(db, holder)
    })
    return { keys: { ...keys, sealing: [...keys.sealing.filter(({ id }) => id !== key.id), key] }, epoch }
  } finally {
    db.close()
  }
}
