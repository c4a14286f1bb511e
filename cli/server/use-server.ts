import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { AdministrationErrorCode } from '../../server/administration/administration-error.ts'
import type { createAdministrationClient } from '../../server/administration/client.ts'
import type { Role } from '../../server/administration/role.ts'
import { CliError, type Exit } from '../cli-error.ts'
import type { Io } from '../io.ts'
import { addPlaceOptions, findServerPlace, type PlaceFlags } from './server-place.ts'

/** The options of a command that administers a running server. */
export interface ServerFlags extends PlaceFlags {
  readonly socket?: string
}

export const addServerOptions = (command: Command): Command =>
  addPlaceOptions(
    command.addOption(
      new Option('--socket <file>', "the server's socket (default: the first that you may use)").env(
        'KMIP_SERVER_SOCKET',
      ),
    ),
  )

const exits: Readonly<Record<AdministrationErrorCode, Exit>> = {
  badRequest: 'usage',
  notPermitted: 'denied',
  notFound: 'notFound',
  methodNotAllowed: 'usage',
  exists: 'usage',
  refused: 'failed',
  tooLarge: 'usage',
  unusable: 'usage',
  internal: 'failed',
  unavailable: 'connection',
}

const canUse = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  )

/** The first socket that this user may use; if there is none, the first, whose error says why. */
const findSocket = async (flags: ServerFlags, roles: readonly Role[], io: Io): Promise<string> => {
  if (flags.socket !== undefined) return flags.socket
  const { toSocketDirectory, toSocketPath } = await import('../../server/administration/socket-places.ts')
  const { dataDirectory, socketDirectory: directory = toSocketDirectory(dataDirectory) } = await findServerPlace(
    flags,
    io,
  )
  const paths = roles.map((role) => toSocketPath(directory, role))
  for (const path of paths) if (await canUse(path)) return path
  return paths[0] as string
}

/**
 * Calls routes of a running server.
 *
 * @param roles those that may use the routes, in order of preference
 * @throws CliError
 */
export const useServer = async <T>(
  flags: ServerFlags,
  roles: readonly Role[],
  io: Io,
  work: (call: ReturnType<typeof createAdministrationClient>) => Promise<T>,
): Promise<T> => {
  const [{ createAdministrationClient }, { AdministrationError }] = await Promise.all([
    import('../../server/administration/client.ts'),
    import('../../server/administration/administration-error.ts'),
  ])
  try {
    return await work(createAdministrationClient({ path: await findSocket(flags, roles, io) }))
  } catch (error) {
    if (!(error instanceof AdministrationError)) throw error
    throw new CliError(exits[error.code], error.message, error.hint, { cause: error })
  }
}
