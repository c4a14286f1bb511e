import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Role } from '../../server/administration/role.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'
import type { Administrator } from './administrator.ts'
import { ownsDataDirectory, requireOwnDataDirectory } from './data-directory-owner.ts'
import { createFileAdministrator } from './file-administrator.ts'
import { findServerPlace } from './server-place.ts'
import { createSocketAdministrator } from './socket-administrator.ts'
import { type ServerFlags, useServer } from './use-server.ts'

/** The roles whose sockets may list, and may change. */
export const readers: readonly Role[] = ['administrator', 'auditor', 'operator']
export const writers: readonly Role[] = ['administrator']

interface Administration {
  readonly roles: readonly Role[]
  /** As a user types it, without its arguments: `client add`. */
  readonly command: string
}

/**
 * Administers the running server over its socket. Where none runs and no socket is given, works on the files of the data
 * directory, if they are this user's.
 *
 * @throws CliError
 */
export const administer = async <T>(
  flags: ServerFlags,
  { roles, command }: Administration,
  io: Io,
  work: (administrator: Administrator) => Promise<T>,
): Promise<T> => {
  let isRunning = false
  try {
    return await useServer(flags, roles, io, async (call) => {
      const { dataDirectory } = await call('GET /v1/status', '', undefined)
      isRunning = true
      return work(createSocketAdministrator(call, dataDirectory, await ownsDataDirectory(dataDirectory)))
    })
  } catch (error) {
    const isAway = error instanceof CliError && error.exit === 'connection' && !isRunning
    if (!isAway || flags.socket !== undefined) throw error
  }
  const { dataDirectory } = await findServerPlace(flags, io)
  await requireOwnDataDirectory(dataDirectory, command)
  return work(await createFileAdministrator(dataDirectory))
}

const toRealPath = (path: string): Promise<string> => realpath(path).catch(() => resolve(path))

/** Requires `--out` where a client's files cannot go into the data directory. @throws CliError */
export const requireOut = async ({ isOwner, dataDirectory }: Administrator, out: string | undefined): Promise<void> => {
  if (isOwner) return
  const isInside = out !== undefined && `${await toRealPath(out)}/`.startsWith(`${await toRealPath(dataDirectory)}/`)
  if (out === undefined || isInside)
    throw new CliError(
      'usage',
      `${dataDirectory} belongs to another user`,
      "Name a folder for the client's key and certificates: --out DIR",
    )
}
