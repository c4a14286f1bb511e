import { readMasterKey, removeNextMasterKey } from './setup/master-key-file.ts'
import { createServerKeys, type ServerKeys } from './setup/server-keys.ts'
import { SetUpError } from './setup/set-up-error.ts'
import { createTtlvRecordCodec } from './store/record/ttlv-record-codec.ts'
import type { StoreKeyEvent } from './store/sqlite/keys/store-keys.ts'
import { openSqliteStore, type SqliteStore } from './store/sqlite/sqlite.ts'

export interface ServerStore {
  readonly store: SqliteStore
  readonly keys: ServerKeys
}

export interface ServerStoreOptions {
  readonly path: string
  /** The file of the master key. */
  readonly masterKey: string
  readonly reportFault: (error: Error) => void
  readonly onKeyEvent: (event: StoreKeyEvent) => void
}

/**
 * Opens the store of a data directory, and ends a rotation of its master key that was interrupted: before its file was replaced,
 * the old key stays; afterwards the new one does.
 *
 * @throws SetUpError, StoreOpenError with a sentence that says what to do
 */
export const openServerStore = async (options: ServerStoreOptions): Promise<ServerStore> => {
  const { path, reportFault, onKeyEvent } = options
  const masterKey = await readMasterKey(options.masterKey)
  const store = await openSqliteStore({ path, masterKey, codec: createTtlvRecordCodec(), reportFault, onKeyEvent })
  try {
    // The lock is held only now: the file may have been replaced since it was read.
    if ((await readMasterKey(options.masterKey)).id !== masterKey.id)
      throw new SetUpError(`The master key ${options.masterKey} was replaced a moment ago. Start again.`)
    await store.keys.forgetOtherMasterKeys()
    await removeNextMasterKey(options.masterKey)
  } catch (error) {
    await store.close()
    throw error
  }
  return { store, keys: createServerKeys(store.keys, options.masterKey) }
}
