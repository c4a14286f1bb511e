import type { ServerKeys, StoreKeysReport } from '../../server/index.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'
import { requireOwnDataDirectory } from './data-directory-owner.ts'
import { findServerPlace } from './server-place.ts'
import { type ServerFlags, useServer } from './use-server.ts'

/** The keys of a store, in a running server or in the files of a stopped one. */
export interface KeysOfStore extends Pick<ServerKeys, 'rotateMasterKey' | 'rotateDataKey'> {
  read(): Promise<StoreKeysReport>
  /** Resolves when no row is left to seal again. Absent in a running server, which does so in the background. */
  readonly finishReseal?: () => Promise<void>
}

type Roles = Parameters<typeof useServer>[1]

const useRunningServer = (
  flags: ServerFlags,
  roles: Roles,
  io: Io,
  work: (keys: KeysOfStore) => Promise<void>,
): Promise<void> =>
  useServer(flags, roles, io, (call) =>
    work({
      rotateMasterKey: async () => (await call('POST /v1/store/rotate-master-key', '', undefined)).masterKey,
      rotateDataKey: async () => (await call('POST /v1/store/rotate-data-key', '', undefined)).dataKey,
      async read() {
        const { dataKeys, ...rest } = await call('GET /v1/store/keys', '', undefined)
        return {
          ...rest,
          dataKeys: dataKeys.map(({ since, ...key }) => ({
            ...key,
            ...(since !== undefined && { since: new Date(since) }),
          })),
        }
      },
    }),
  )

const useStoppedServer = async (
  flags: ServerFlags,
  io: Io,
  work: (keys: KeysOfStore) => Promise<void>,
): Promise<void> => {
  const { openStoppedStore } = await import('../../server/index.ts')
  const { dataDirectory } = await findServerPlace(flags, io)
  await requireOwnDataDirectory(dataDirectory, 'store')
  const { keys, close } = await openStoppedStore(dataDirectory, {
    reportFault: (error) => io.stderr.write(`kmip: ${error.message}\n`),
    onKeyEvent: () => undefined,
  })
  try {
    await work(keys)
  } finally {
    await close()
  }
}

/**
 * Works on the keys of the store in the running server; or, where none runs and no socket is given, in its data directory.
 * @throws CliError
 */
export const useStoreKeys = async (
  flags: ServerFlags,
  roles: Roles,
  io: Io,
  work: (keys: KeysOfStore) => Promise<void>,
): Promise<void> => {
  try {
    await useRunningServer(flags, roles, io, work)
  } catch (error) {
    const isStopped = error instanceof CliError && error.exit === 'connection' && flags.socket === undefined
    if (!isStopped) throw error
    await useStoppedServer(flags, io, work)
  }
}
