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
  /** The roles of a connection are reversed: the client responds from now on. */
  readonly onRoleReversed: (channel: ReverseChannel, principal: Principal, version: Version) => void
  /** `answer` has thrown: an internal error. */
  readonly reportFault: (error: unknown) => void
}

/** Listens for KMIP over mutual TLS. KMIP Profiles 2.1 §3.1. */
export const listenTls = (options: TlsTransportOptions): Promise<Transport> => {
  const coalesceWrite = createCoalescedWrites(options.beforeAnswers)
  return listen(options, {
    createServer,
    serve: (socket, principal, peer, certificate) => {
      let onReversed: ((channel: ReverseChannel) => void) | undefined
      const clientPeer: Peer = {
        ...createPeer(certificate, peer, socket.getProtocol() ?? ''),
        becomeClient: (who, version) => {
          onReversed = (channel) => options.onRoleReversed(channel, who, version)
        },
      }
      return serveConnection(socket, {
        messageSize: options.messageSize,
        requestTimeout: options.requestTimeout * 1000,
        idleTimeout: options.idleTimeout * 1000,
        answer: (message) => options.answer(message, principal, clientPeer),
        takeRoleReversal: () => onReversed,
        onClosed: (why) => options.onClosed(why, peer),
        reportFault: options.reportFault,
        coalesceWrite,
      })
    },
  })
}
