import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import type { Element } from './element.ts'
import type { NotificationListener } from './notification-listener.ts'
import type { Connection } from './play.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import type { Speller } from './spell.ts'

/** Seconds to wait for one answer. */
const patience = 30

const messageIn = (received: Buffer): Buffer | undefined => {
  if (received.length < 8) return undefined
  const size = 8 + received.readUInt32BE(4)
  return received.length >= size ? received.subarray(0, size) : undefined
}

const open = async (server: ServerUnderTest): Promise<TLSSocket> => {
  const { port, ca, cert, key } = server
  const socket = connect({
    host: 'localhost',
    port,
    ca: Buffer.from(ca),
    cert: Buffer.from(cert),
    key: Buffer.from(key),
  })
  await once(socket, 'secureConnect')
  return socket
}

const ask = (socket: TLSSocket, request: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const settle = (outcome: () => void) => {
      socket.off('data', take).off('error', fail).off('close', failClosed)
      clearTimeout(timer)
      outcome()
    }
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const message = messageIn(received)
      if (!message) return
      const rest = received.length - message.length
      settle(() => (rest ? reject(new Error(`${rest} bytes follow the answer`)) : resolve(message)))
    }
    const fail = (error: Error) => settle(() => reject(error))
    const failClosed = () => fail(new Error('the server closed the connection'))
    const timer = setTimeout(() => fail(new Error(`no answer within ${patience} seconds`)), patience * 1000)
    socket.on('data', take).on('error', fail).on('close', failClosed)
    socket.write(request)
  })

/** Sends over TLS: one connection for each client in the case, all with the same certificate. */
export const openTlsConnection = (
  server: ServerUnderTest,
  speller: Speller,
  told?: NotificationListener,
): Connection & { close(): void } => {
  const sockets = new Map<string, Promise<TLSSocket>>()
  const socketOf = (client: string) => {
    const opened = sockets.get(client) ?? open(server)
    sockets.set(client, opened)
    return opened
  }
  return {
    now: server.now,
    async wait(seconds) {
      server.advance(seconds)
    },
    async send(request, client): Promise<Element> {
      const socket = await socketOf(client)
      return speller.toElement(await ask(socket, speller.toTtlv(request)))
    },
    ...(told && {
      async receive(answer: Element) {
        return speller.toElement(await told.receive(speller.toTtlv(answer)))
      },
    }),
    close() {
      told?.close()
      for (const opened of sockets.values()) opened.then((socket) => socket.destroy()).catch(() => undefined)
    },
  }
}
