import { dirname, join } from 'node:path'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import type { SocketPlace } from '../../socket-interface/listen.ts'
import { type Role, roles } from './role.ts'

/** Who may use the socket of a role, besides the user of the server and root. */
interface SocketAccess {
  /** Its members may use the socket. By default nobody else may. */
  readonly group?: string | undefined
  /** Octal digits. Default `0600`; with a group `0660`. */
  readonly mode?: string | undefined
}

/** Where the sockets of the administrative interface are, and who may use them. */
export interface AdministrationConfiguration extends Partial<Readonly<Record<Role, SocketAccess | undefined>>> {
  /** Default `true`. Without sockets the server is administered through its files and by SIGHUP. */
  readonly enabled: boolean
  /** Default: `administration` in the data directory, which no other user may enter. */
  readonly directory?: string | undefined
}

/** Bytes of a path, by `sun_path` of Linux (unix(7)) without its final zero. */
const longestPath = 107

/** The directory of the sockets by default. */
export const toSocketDirectory = (dataDirectory: string): string => join(dataDirectory, 'administration')

/** The socket of a role. */
export const toSocketPath = (directory: string, role: Role): string => join(directory, `${role}.sock`)

/**
 * Where the sockets are, by role.
 *
 * @throws ConfigurationError when a path is too long for a socket, or a group could not reach its socket
 */
export const toSocketPlaces = (
  { directory, ...access }: AdministrationConfiguration,
  dataDirectory: string,
): readonly (SocketPlace & { readonly role: Role })[] =>
  roles.map((role) => {
    const path = toSocketPath(directory ?? toSocketDirectory(dataDirectory), role)
    const { group, mode = group === undefined ? '0600' : '0660' } = access[role] ?? {}
    if (Buffer.byteLength(path) > longestPath)
      throw new ConfigurationError(
        `${path} is too long for a socket (${longestPath} bytes at most). Set administration.directory to a shorter path, such as /run/kmip.`,
      )
    if (directory === undefined && group !== undefined)
      throw new ConfigurationError(
        `administration.${role}.group: no other user can enter ${dirname(path)}. Set administration.directory, for example to /run/kmip.`,
      )
    // The server that has the store has its directory: another one that still listens there has lost both.
    return { role, path, mode: Number.parseInt(mode, 8), group, replaceLive: directory === undefined }
  })
