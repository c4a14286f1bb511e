import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Who is connected, handshakes included, and how many may be. */
export interface Admission {
  /** A connection was accepted; its handshake has begun. */
  accepted(socket: Socket): void
  /** Its handshake is over. */
  admitted(socket: TLSSocket): void
  /** Closes it and says why, unless that is said already. */
  refuse(socket: TLSSocket, why: string): void
  /** Closes those whose handshake is not over. */
  refuseHandshakes(why: string): void
  /** Closes all without a word. */
  closeAll(): void
}

/** The connection beneath is there from the first moment, and knows its peer after its end. */
const beneath = (socket: TLSSocket): Socket => (socket as TLSSocket & { readonly _parent?: Socket })._parent ?? socket

export const peerOf = (socket: TLSSocket): string => addressOf(beneath(socket))

const addressOf = ({ remoteAddress, remotePort }: Socket): string =>
  remoteAddress === undefined ? 'a client that was gone at once' : `${remoteAddress}:${remotePort}`

/**
 * At most `connections` at once. One too many costs the oldest unfinished handshake its place: whoever opens connections and
 * leaves them at that keeps nobody out.
 */
export const admission = (connections: number, refused: (why: string, peer: string) => void): Admission => {
  const open = new Set<Socket>()
  /** Oldest first. */
  const handshakes = new Set<Socket>()
  const said = new WeakSet<Socket>()
  const say = (socket: Socket, why: string): void => {
    open.delete(socket)
    handshakes.delete(socket)
    if (!said.has(socket)) refused(why, addressOf(socket))
    said.add(socket)
  }
  const close = (socket: Socket, why: string): void => {
    say(socket, why)
    socket.destroy()
  }
  return {
    accepted(socket) {
      open.add(socket)
      handshakes.add(socket)
      // Once read, the address stays known.
      addressOf(socket)
      socket.on('close', () => {
        open.delete(socket)
        handshakes.delete(socket)
      })
      const [oldest] = handshakes
      if (open.size > connections && oldest) close(oldest, `more than ${connections} connections (limits.connections)`)
    },
    admitted: (socket) => void handshakes.delete(beneath(socket)),
    refuse(socket, why) {
      say(beneath(socket), why)
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
