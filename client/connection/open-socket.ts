import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Settings } from '../settings.ts'
import { closedError, connectionError } from './connection-fault.ts'
import type { ServerAddress } from './server-address.ts'

const keepAliveDelay = 15_000

/** A TLS socket to a server whose certificate was checked. @throws ConnectionError, or the reason of `signal` */
export const openSocket = (server: ServerAddress, settings: Settings, signal: AbortSignal): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const { secureContext, serverName = isIP(server.host) ? undefined : server.host } = settings
    const socket = connect({
      host: server.host,
      port: server.port,
      secureContext,
      minVersion: 'TLSv1.2',
      ...(serverName !== undefined && { servername: serverName }),
    })
    socket.setNoDelay(true).setKeepAlive(true, keepAliveDelay)
    const failed = (error: Error): void => end(connectionError(error, server, false))
    const closed = (): void => end(closedError(server, false))
    const aborted = (): void => end(signal.reason)
    const end = (error?: unknown): void => {
      socket.off('close', closed).off('secureConnect', end)
      signal.removeEventListener('abort', aborted)
      if (error === undefined) {
        socket.off('error', failed)
        resolve(socket)
      } else {
        socket.destroy()
        reject(error)
      }
    }
    socket.once('secureConnect', end).once('error', failed).once('close', closed)
    signal.addEventListener('abort', aborted, { once: true })
  })
