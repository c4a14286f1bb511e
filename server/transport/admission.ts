import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Who is connected, handshakes included, and how many may be. */
export interface Admission {
  /** A connection was accepted; its handshake has begun. */
  trackHandshake(socket: Socket): void
  /** Its handshake is over. */
  endHandshake(socket: TLSSocket): void
  /** Closes it and says why, unless that is said already. */
  refuse(socket: TLSSocket, why: string): void
  /** Closes those whose handshake is not over. */
  refuseHandshakes(why: string): void
  /** Closes all without a word. */
  closeAll(): void
}

/** The connection beneath is there from the first moment, and knows its peer after its end. */
const getRawSocket = (socket: TLSSocket): Socket =>
  (socket as TLSSocket & { readonly _parent?: Socket })._parent ?? socket

export const describePeer = (socket: TLSSocket): string => describeAddress(getRawSocket(socket))

const describeAddress = ({ remoteAddress, remotePort }: Socket): string =>
  remoteAddress === undefined ? 'a client that was gone at once' : `${remoteAddress}:${remotePort}`

/**
 * At most `connections` at once. One too many costs the oldest unfinished handshake its place: whoever opens connections and
 * leaves them at that keeps nobody out.
 */
export const createAdmission = (connections: number, refused: (why: string, peer: string) => void): Admission => {
  const open = new Set<Socket>()
  /** Oldest first. */
  const handshakes = new Set<Socket>()
  const reported = new WeakSet<Socket>()
  const report = (socket: Socket, why: string): void => {
    open.delete(socket)
    handshakes.delete(socket)
    if (!reported.has(socket)) refused(why, describeAddress(socket))
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
      // Once read, the address stays known.
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
      // It takes the connection beneath with it. To destroy that one first, out of the event that ends a handshake, crashes Node.js.
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
