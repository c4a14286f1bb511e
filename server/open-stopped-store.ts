import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openServerStore, type ServerStoreOptions } from './open-server-store.ts'
import { checkPermissions, listGuardedPaths } from './setup/check-permissions.ts'
import type { ServerKeys } from './setup/server-keys.ts'
import { SetUpError } from './setup/set-up-error.ts'
import { toSetUpPaths } from './setup/set-up-paths.ts'

/** The keys of a store whose server is stopped. */
export interface StoppedStore {
  readonly keys: ServerKeys
  /** Interrupts a reseal, which goes on when the server starts. */
  close(): Promise<void>
}

/**
 * Opens the store in the data directory of a stopped server, to replace its keys. No server can start meanwhile.
 *
 * @throws SetUpError when there is no store, or others can read or change it; StoreOpenError when a server uses it
 */
export const openStoppedStore = async (
  directory: string,
  events: Pick<ServerStoreOptions, 'reportFault' | 'onKeyEvent'>,
): Promise<StoppedStore> => {
  const paths = toSetUpPaths(resolve(directory))
  const path = join(paths.directory, 'store.db')
  if (!existsSync(path)) throw new SetUpError(`There is no store ${path}. Name the data directory of a server.`)
  await checkPermissions(listGuardedPaths(paths, path))
  const { store, keys } = await openServerStore({ path, masterKey: paths.masterKey, ...events })
  return { keys, close: () => store.close() }
}
