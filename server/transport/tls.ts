import { createServer } from 'node:tls'
import type { Version } from '../../codec/index.ts'
import type { Peer } from '../handler/scope.ts'
import type { Principal } from '../identity/principal.ts'
import type { Line } from '../notifications/line.ts'
import type { Awaitable } from '../store/store.ts'
import { serveConnection } from './connection.ts'
import { type ListenOptions, listen, type Transport } from './listen.ts'
import { peerWith } from './peer.ts'
import { together } from './together.ts'

export interface TlsTransportOptions extends ListenOptions {
  readonly answer: (message: Uint8Array, principal: Principal, peer: Peer) => Awaitable<Uint8Array>
  /** A client answers on this connection from now on. */
  readonly turned: (line: Line, principal: Principal, version: Version) => void
  /** `answer` did fail, which it never should. */
  readonly fault: (error: unknown) => void
}

/** Mutual TLS on KMIP's port: sockets → messages → answers → sockets. KMIP Profiles 2.1 §3.1. */
export const listenTls = (options: TlsTransportOptions): Promise<Transport> => {
  const leaving = together()
  return listen(options, {
    createServer,
    connected: (socket, principal, peer, certificate) => {
      let taker: ((line: Line) => void) | undefined
      const own: Peer = {
        ...peerWith(certificate),
        becomeClient: (who, version) => {
          taker = (line) => options.turned(line, who, version)
        },
      }
      return serveConnection(socket, {
        messageSize: options.messageSize,
        requestTimeout: options.requestTimeout * 1000,
        idleTimeout: options.idleTimeout * 1000,
        answer: (message) => options.answer(message, principal, own),
        turned: () => taker,
        closed: (why) => options.closed(why, peer),
        fault: options.fault,
        together: leaving,
      })
    },
  })
}
