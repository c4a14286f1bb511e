import { chmod, chown, stat, unlink } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { ConfigurationError } from '../configuration/configuration-error.ts'
import { readGroupId, readUserId } from './account-id.ts'

/** Where to listen. The file system decides who may connect. */
export interface SocketPlace {
  readonly path: string
  /** Octal. */
  readonly mode: number
  /** Name or number; by default the user of the process. */
  readonly owner?: string | undefined
  /** Name or number; by default the group of the process. */
  readonly group?: string | undefined
  /** Also replace the socket of a process that still listens. By default that is an error. */
  readonly replaceLive?: boolean
}

/** Whether a process listens on a socket. */
const isAlive = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

/** Removes a socket that a killed process left behind, and nothing else. */
const removeStaleSocket = async ({ path, replaceLive }: SocketPlace, listener: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (!found) return
  if (!found.isSocket())
    throw new ConfigurationError(`${path} exists and is not a socket: the ${listener} does not replace it.`)
  if (!replaceLive && (await isAlive(path)))
    throw new ConfigurationError(`${path} is in use: is another ${listener} running?`)
  await unlink(path)
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** A user who may write into the directory could replace the socket. */
const requireGuardedDirectory = async (path: string, listener: string): Promise<void> => {
  const directory = dirname(path)
  const { mode } = await stat(directory).catch(() => {
    throw new ConfigurationError(`${directory} does not exist. Create it, writable for the user of the ${listener}.`)
  })
  if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0)
    throw new ConfigurationError(`Every user can write into ${directory}. Run: chmod o-w ${directory}`)
}

/**
 * Listens on a Unix socket. Other users can connect only after owner and mode are set.
 *
 * @param listener what listens, as messages name it: `agent`
 * @throws ConfigurationError
 */
export const listenOnSocket = async (
  place: SocketPlace,
  listener: string,
  respond: RequestListener,
): Promise<Server> => {
  const { path, mode, owner, group } = place
  await requireGuardedDirectory(path, listener)
  await removeStaleSocket(place, listener)
  const server = createServer(respond)
  server.requestTimeout = 0
  server.headersTimeout = 10_000
  const before = process.umask(0o177)
  try {
    await listen(server, path)
  } finally {
    process.umask(before)
  }
  try {
    if (owner !== undefined || group !== undefined) await chown(path, await readUserId(owner), await readGroupId(group))
    await chmod(path, mode)
  } catch (error) {
    server.close()
    if ((error as NodeJS.ErrnoException).code === 'EPERM')
      throw new ConfigurationError(
        `${path}: the user of the ${listener} may not change the owner to ${owner ?? ''}:${group ?? ''}.`,
      )
    throw error
  }
  return server
}

/**
 * Stops listening, which removes the socket, and waits for the requests in flight.
 *
 * @param grace milliseconds until it closes their connections; by default it waits for them
 */
export const closeSocket = async (server: Server, grace?: number): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = grace === undefined ? undefined : setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearTimeout(timer)
}
