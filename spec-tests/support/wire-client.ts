import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { applicationData, openRecordTap } from './record-tap.ts'

/** Where to connect, and as whom (PEM). */
export interface Access {
  readonly port: number
  readonly ca: Buffer
  readonly cert: Buffer
  readonly key: Buffer
}

/** A TLS connection on which bytes are sent as they are, whole messages come back, and records are counted. */
export interface WireClient {
  readonly socket: TLSSocket
  send(bytes: Uint8Array): void
  /** The next message; rejects when the connection ends first, or after 10 seconds. */
  receive(): Promise<Buffer>
  /** Sends, and resolves to the next message. */
  ask(bytes: Uint8Array): Promise<Buffer>
  /** Records of application data that the server has sent since the handshake, session tickets aside. */
  records(): number
  /** Resolves when the connection has ended, to the error that ended it. */
  readonly ended: Promise<Error | undefined>
  close(): void
}

const patience = 10_000

/** The two tickets of a full TLS 1.3 handshake come after it and look like application data on the wire. */
const waitForTickets = async (socket: TLSSocket): Promise<void> => {
  if (socket.getProtocol() !== 'TLSv1.3') return
  let left = socket.isSessionReused() ? 1 : 2
  while (left-- > 0) await once(socket, 'session')
  // Node 24 sends nothing that is written from within OpenSSL's callback for a ticket.
  await nextTurn()
}

/** What has been received, cut into messages. */
const createInbox = (socket: TLSSocket, ended: Promise<Error | undefined>) => {
  let received: Buffer = Buffer.alloc(0)
  const messages: Buffer[] = []
  const waiting: ((message: Buffer) => void)[] = []
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 8 && received.length >= 8 + received.readUInt32BE(4)) {
      const size = 8 + received.readUInt32BE(4)
      const message = received.subarray(0, size)
      received = received.subarray(size)
      const taker = waiting.shift()
      if (taker) taker(message)
      else messages.push(message)
    }
  })
  return async (): Promise<Buffer> => {
    const ready = messages.shift()
    if (ready) return ready
    const timeout = new AbortController()
    try {
      return await Promise.race([
        new Promise<Buffer>((resolve) => waiting.push(resolve)),
        ended.then((error) => {
          throw new Error(`the connection ended before an answer came: ${error?.message ?? 'closed'}`)
        }),
        sleep(patience, undefined, { signal: timeout.signal }).then(() => {
          throw new Error(`no answer within ${patience} ms`)
        }),
      ])
    } finally {
      timeout.abort()
    }
  }
}

/** Opens a connection through a proxy that counts records. `tls`: protocol, ciphers, session; no SNI unless asked for. */
export const openWireClient = async (access: Access, tls: ConnectionOptions = {}): Promise<WireClient> => {
  const tap = await openRecordTap(access.port)
  const { ca, cert, key } = access
  // The name is checked as one does who connects to `localhost`; without a servername no SNI is sent.
  const socket = connect({ host: '127.0.0.1', ca, cert, key, ...tls, port: tap.port })
  const ended = new Promise<Error | undefined>((resolve) => {
    let failure: Error | undefined
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => resolve(failure))
  })
  await Promise.race([
    once(socket, 'secureConnect').then(() => waitForTickets(socket)),
    ended.then((error) => {
      throw error ?? new Error('the connection ended during the handshake')
    }),
  ])
  socket.setNoDelay(true)
  const isData = ({ type }: { type: number }) => type === applicationData
  const before = tap.records.filter(isData).length
  const receive = createInbox(socket, ended)
  return {
    socket,
    ended,
    send: (bytes) => void socket.write(bytes),
    receive,
    ask(bytes) {
      socket.write(bytes)
      return receive()
    },
    records: () => tap.records.filter(isData).length - before,
    close() {
      socket.destroy()
      tap.close()
    },
  }
}
