import { chmod, chown, stat, unlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import type { SocketConfig } from '../configuration/load-agent-config.ts'
import { readGroupId, readUserId } from './account-id.ts'
import type { Services } from './handlers.ts'
import { type AgentLog, respond } from './respond.ts'

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
const removeStaleSocket = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (!found) return
  if (!found.isSocket())
    throw new ConfigurationError(`${path} exists and is not a socket: the agent does not replace it.`)
  if (await isAlive(path)) throw new ConfigurationError(`${path} is in use: is another agent running?`)
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
const requireGuardedDirectory = async (path: string): Promise<void> => {
  const directory = dirname(path)
  const { mode } = await stat(directory).catch(() => {
    throw new ConfigurationError(`${directory} does not exist. Create it, writable for the user of the agent.`)
  })
  if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0)
    throw new ConfigurationError(`Every user can write into ${directory}. Run: chmod o-w ${directory}`)
}

/** Listens on a Unix socket. Other users can connect only after owner and mode are set. */
export const listenOnSocket = async (socket: SocketConfig, services: Services, log: AgentLog): Promise<Server> => {
  const { path, mode, owner, group } = socket
  await requireGuardedDirectory(path)
  await removeStaleSocket(path)
  const server = createServer((request, response) => void respond(request, response, services, log))
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
        `${path}: the user of the agent may not change the owner to ${owner ?? ''}:${group ?? ''}.`,
      )
    throw error
  }
  return server
}
