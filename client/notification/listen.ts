import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { defaultLimits } from '../../codec/index.ts'
import { toPemText } from '../settings.ts'
import { answerSocket } from './answer-socket.ts'
import type { Notified } from './notified.ts'

export interface ListenOptions extends Notified {
  /** Default: every address of the machine. */
  readonly host?: string | undefined
  /** 0 takes any free port. */
  readonly port: number
  /** PEM: the listener's certificate, with its chain, and its key. */
  readonly cert: string | Uint8Array
  readonly key: string | Uint8Array
  /** PEM: the authorities to trust for the server's client certificate. */
  readonly ca: string | Uint8Array
  /**
   * The common name of the server's certificate. Other certificates of the same authority are refused: they could push keys.
   */
  readonly server: string
  /** Bytes of one request. Default: 1 MiB. */
  readonly maximumSize?: number | undefined
  /** Why a connection was refused or ended. */
  readonly closed?: ((why: string) => void) | undefined
}

/** A listener for notifications. */
export interface Listener extends AsyncDisposable {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens for a server that is configured to send notifications to this address. Meant for KMIP 1.x, which cannot reverse the
 * roles of a connection. KMIP 1.4 §5, 2.1 §6.2.
 *
 * @example
 * ```ts
 * const listener = await listen({ port: 5697, cert, key, ca, server: 'key-manager', notify: ({ uniqueIdentifier }) => … })
 * ```
 */
export const listen = async (options: ListenOptions): Promise<Listener> => {
  const { host, port, server: expected, maximumSize = defaultLimits.messageSize, closed = () => undefined } = options
  const sockets = new Set<TLSSocket>()
  const server = createServer(
    {
      cert: toPemText(options.cert),
      key: toPemText(options.key),
      ca: toPemText(options.ca),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', ({ message }) => closed(message))
      const name = socket.getPeerCertificate().subject?.CN
      if (name !== expected) {
        closed(`a connection of ${String(name)} was refused: ${expected} is awaited`)
        socket.destroy()
        return
      }
      answerSocket(socket, options, maximumSize, ({ message }) => closed(message))
    },
  )
  server.on('tlsClientError', ({ message }) => closed(`TLS: ${message}`))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== undefined && { host }) }, resolve)
  })
  const close = async (): Promise<void> => {
    const done = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await done
  }
  return { port: (server.address() as AddressInfo).port, close, [Symbol.asyncDispose]: close }
}
