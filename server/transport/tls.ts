import { createServer } from 'node:tls'
import type { Principal } from '../identity/principal.ts'
import type { Awaitable } from '../store/store.ts'
import { serveConnection } from './connection.ts'
import { type ListenOptions, listen, type Transport } from './listen.ts'

export interface TlsTransportOptions extends ListenOptions {
  readonly answer: (message: Uint8Array, principal: Principal) => Awaitable<Uint8Array>
  /** `answer` did fail, which it never should. */
  readonly fault: (error: unknown) => void
}

/** Mutual TLS on KMIP's port: sockets → messages → answers → sockets. KMIP Profiles 2.1 §3.1. */
export const listenTls = (options: TlsTransportOptions): Promise<Transport> =>
  listen(options, {
    createServer,
    connected: (socket, principal, peer) =>
      serveConnection(socket, {
        messageSize: options.messageSize,
        requestTimeout: options.requestTimeout * 1000,
        idleTimeout: options.idleTimeout * 1000,
        answer: (message) => options.answer(message, principal),
        closed: (why) => options.closed(why, peer),
        fault: options.fault,
      }),
  })
