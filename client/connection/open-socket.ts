import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Settings } from '../settings.ts'
import { createClosedError, toConnectionError } from './connection-fault.ts'
import type { ServerAddress } from './server-address.ts'

const keepAliveDelay = 15_000

/** Opens a TLS socket and verifies the server's certificate. @throws ConnectionError, or the reason of `signal` */
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
    const onError = (error: Error): void => end(toConnectionError(error, server, false))
    const onClose = (): void => end(createClosedError(server, false))
    const onAbort = (): void => end(signal.reason)
    const end = (error?: unknown): void => {
      socket.off('close', onClose).off('secureConnect', end)
      signal.removeEventListener('abort', onAbort)
      if (error === undefined) {
        socket.off('error', onError)
        resolve(socket)
      } else {
        socket.destroy()
        reject(error)
      }
    }
    socket.once('secureConnect', end).once('error', onError).once('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
  })
