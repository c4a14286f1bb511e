import { randomBytes } from 'node:crypto'
import { createSerialQueue } from '../../concurrency/serial-queue.ts'
import type { StoreKeys, StoreKeysReport } from '../store/sqlite/keys/store-keys.ts'
import { createNextMasterKey } from './master-key-file.ts'

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

/** @param masterKeyFile - path of the master key that opened the store */
export const createServerKeys = (keys: StoreKeys, masterKeyFile: string): ServerKeys => {
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
