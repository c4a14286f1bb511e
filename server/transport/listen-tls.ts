import { createServer } from 'node:tls'
import type { Version } from '../../codec/index.ts'
import type { Peer } from '../handler/scope.ts'
import type { Principal } from '../identity/principal.ts'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import type { Awaitable } from '../store/store.ts'
import { createCoalescedWrites } from './coalesced-writes.ts'
import { type ListenOptions, listen, type Transport } from './listen.ts'
import { createPeer } from './peer.ts'
import { serveConnection } from './serve-connection.ts'

export interface TlsTransportOptions extends ListenOptions {
  readonly answer: (message: Uint8Array, principal: Principal, peer: Peer) => Awaitable<Uint8Array>
  /** A client answers on this connection from now on. */
  readonly onRoleReversed: (line: ReverseChannel, principal: Principal, version: Version) => void
  /** `answer` did fail, which it never should. */
  readonly reportFault: (error: unknown) => void
}

/** Mutual TLS on KMIP's port: sockets → messages → answers → sockets. KMIP Profiles 2.1 §3.1. */
export const listenTls = (options: TlsTransportOptions): Promise<Transport> => {
  const coalesceWrite = createCoalescedWrites()
  return listen(options, {
    createServer,
    serve: (socket, principal, peer, certificate) => {
      let taker: ((line: ReverseChannel) => void) | undefined
      const clientPeer: Peer = {
        ...createPeer(certificate),
        becomeClient: (who, version) => {
          taker = (line) => options.onRoleReversed(line, who, version)
        },
      }
      return serveConnection(socket, {
        messageSize: options.messageSize,
        requestTimeout: options.requestTimeout * 1000,
        idleTimeout: options.idleTimeout * 1000,
        answer: (message) => options.answer(message, principal, clientPeer),
        takeRoleReversal: () => taker,
        onClosed: (why) => options.onClosed(why, peer),
        reportFault: options.reportFault,
        coalesceWrite: coalesceWrite,
      })
    },
  })
}
