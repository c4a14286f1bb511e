import { join, resolve } from 'node:path'
import { readMasterKey } from './setup/master-key-file.ts'
import { toSetUpPaths } from './setup/set-up-paths.ts'
import { createTtlvRecordCodec } from './store/record/ttlv-record-codec.ts'
import { type StoreVerification, type VerifyStoreOptions, verifyStore } from './store/sqlite/verify/verify-store.ts'

/**
 * Checks every row of the store in a data directory whose server is stopped, or in a copy of one. `kmip store verify` calls it.
 *
 * @throws SetUpError when the master key is missing
 * @throws StoreOpenError when there is no store, a server uses it, or the master key is another one's
 */
export const verifyDataDirectory = async (
  directory: string,
  onProgress: NonNullable<VerifyStoreOptions['onProgress']>,
): Promise<StoreVerification> => {
  const { masterKey } = toSetUpPaths(resolve(directory))
  return verifyStore({
    path: join(resolve(directory), 'store.db'),
    masterKey: await readMasterKey(masterKey),
    codec: createTtlvRecordCodec(),
    onProgress,
  })
}
