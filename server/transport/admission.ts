import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Tracks and limits connections, handshakes included. */
export interface Admission {
  /** Counts an accepted connection, whose handshake starts. */
  trackHandshake(socket: Socket): void
  /** The handshake is complete. */
  endHandshake(socket: TLSSocket): void
  /** Closes a connection and reports why, once. */
  refuse(socket: TLSSocket, why: string): void
  /** Closes the connections in handshake. */
  refuseHandshakes(why: string): void
  /** Closes all connections without a report. */
  closeAll(): void
}

/** The TCP socket exists before the handshake and still knows its peer after the end. */
const getRawSocket = (socket: TLSSocket): Socket =>
  (socket as TLSSocket & { readonly _parent?: Socket })._parent ?? socket

export const describePeer = (socket: TLSSocket): string => describeAddress(getRawSocket(socket))

const describeAddress = ({ remoteAddress, remotePort }: Socket): string =>
  remoteAddress === undefined ? 'a client that disconnected immediately' : `${remoteAddress}:${remotePort}`

/**
 * Allows `connections` at once. One more closes the oldest unfinished handshake, so that idle connections without a handshake
 * lock nobody out.
 */
export const createAdmission = (connections: number, onRefused: (why: string, peer: string) => void): Admission => {
  const open = new Set<Socket>()
  /** Oldest first. */
  const handshakes = new Set<Socket>()
  const reported = new WeakSet<Socket>()
  const report = (socket: Socket, why: string): void => {
    open.delete(socket)
    handshakes.delete(socket)
    if (!reported.has(socket)) onRefused(why, describeAddress(socket))
    reported.add(socket)
  }
  const close = (socket: Socket, why: string): void => {
    report(socket, why)
    socket.destroy()
  }
  return {
    trackHandshake(socket) {
      open.add(socket)
      handshakes.add(socket)
      // The socket caches its address when it is first read.
      describeAddress(socket)
      socket.on('close', () => {
        open.delete(socket)
        handshakes.delete(socket)
      })
      const [oldest] = handshakes
      if (open.size > connections && oldest) close(oldest, `more than ${connections} connections (limits.connections)`)
    },
    endHandshake: (socket) => void handshakes.delete(getRawSocket(socket)),
    refuse(socket, why) {
      report(getRawSocket(socket), why)
      // Destroys the TCP socket too. To destroy that first, in the event that ends a handshake, crashes Node.js.
      socket.destroy()
    },
    refuseHandshakes(why) {
      for (const socket of handshakes) close(socket, why)
    },
    closeAll() {
      for (const socket of open) socket.destroy()
    },
  }
}
