import { randomBytes } from 'node:crypto'
import { createSerialQueue } from '../concurrency/serial-queue.ts'
import { createNextMasterKey, readMasterKey, removeNextMasterKey } from './setup/master-key-file.ts'
import { SetUpError } from './setup/set-up-error.ts'
import { createTtlvRecordCodec } from './store/record/ttlv-record-codec.ts'
import type { StoreKeyEvent, StoreKeysReport } from './store/sqlite/keys/store-keys.ts'
import { openSqliteStore, type SqliteStore } from './store/sqlite/sqlite.ts'

/** The keys of a server's store, and the file of its master key. */
export interface ServerKeys {
  /** Replaces the master key and its file. Resolves to the new key's id; the store opens with that key alone from then on. */
  rotateMasterKey(): Promise<string>
  /** Replaces the data key. Resolves to the new key's number; old rows are sealed again in the background. */
  rotateDataKey(): Promise<number>
  /** Resolves when no row is left to seal again. */
  finishReseal(): Promise<void>
  /** Reads all sealed rows, a few at a time. */
  read(): Promise<StoreKeysReport>
}

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

const createServerKeys = ({ keys }: SqliteStore, masterKeyFile: string): ServerKeys => {
  // One at a time: the new key has one place.
  const queue = createSerialQueue()
  const rotateMasterKey = async (): Promise<string> => {
    await using next = await createNextMasterKey(masterKeyFile, randomBytes)
    await keys.rotateMasterKey(next.masterKey, next.use)
    await next.eraseOld()
    return next.masterKey.id
  }
  return {
    rotateMasterKey: () => queue(rotateMasterKey),
    rotateDataKey: keys.rotateDataKey,
    finishReseal: keys.finishReseal,
    read: keys.read,
  }
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
  return { store, keys: createServerKeys(store, options.masterKey) }
}
