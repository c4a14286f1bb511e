import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { connectEndpoint } from '../../server/index.ts'
import { type KeyPairPaths, toSetUpPaths } from '../../server/setup/set-up-paths.ts'

/** A client that listens for the server's Notify and Put requests, and answers them. */
export interface NotificationListener {
  /** Connects as the server does, with the administrator's certificate. */
  connect(): ReturnType<typeof connectEndpoint>
  /** Answers the next message of the server with these bytes, and returns the message. */
  receive(answer: Uint8Array): Promise<Buffer>
  close(): void
}

/** Seconds to wait for a message. */
const patience = 30

/** @param directory with the certificates of an authority */
export const openNotificationListener = async (directory: string): Promise<NotificationListener> => {
  const paths = toSetUpPaths(directory)
  const read = ({ cert, key }: KeyPairPaths) => ({ cert: readFileSync(cert), key: readFileSync(key) })
  const ca = readFileSync(paths.ca.cert)
  const sockets = new Set<TLSSocket>()
  const messages: { socket: TLSSocket; message: Buffer }[] = []
  let wake = (): void => undefined
  const server = createServer(
    { ...read(paths.serverEc), ca, requestCert: true, rejectUnauthorized: true },
    (socket) => {
      sockets.add(socket)
      let received: Buffer = Buffer.alloc(0)
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        while (received.length >= 8 && received.length >= 8 + received.readUInt32BE(4)) {
          const size = 8 + received.readUInt32BE(4)
          messages.push({ socket, message: received.subarray(0, size) })
          received = received.subarray(size)
          wake()
        }
      })
    },
  )
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const { port } = server.address() as AddressInfo
  return {
    connect: () =>
      connectEndpoint({
        ...{ host: '127.0.0.1', port, ca, ...read(paths.admin) },
        ...{ messageSize: 65_536, timeout: patience * 1000 },
      }),
    async receive(answer) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(
        () => late.reject(new Error(`the server asked nothing within ${patience} s`)),
        patience * 1000,
      )
      try {
        while (messages.length === 0)
          await Promise.race([
            late.promise,
            new Promise<void>((resolve) => {
              wake = resolve
            }),
          ])
      } finally {
        clearTimeout(timer)
      }
      const { socket, message } = messages.shift() as (typeof messages)[number]
      socket.write(answer)
      return message
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
