import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions as ClientOptions, connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { createAuthority, generatePrivateKey, issueServerCertificate } from '../pki/authority.ts'
import { type Connection, type ConnectionOptions, serveConnection } from './serve-connection.ts'

/** A whole message: the outermost structure of a request, with `size` bytes of one letter. */
const message = (letter: string, size = 8): Buffer => {
  const bytes = Buffer.alloc(8 + size, letter)
  bytes.writeUInt32BE(0x42007801, 0)
  bytes.writeUInt32BE(size, 4)
  return bytes
}

const garbage = Buffer.from('GET / HTTP/1.1\r\n\r\n')

/** Answers with the request's own letter. */
const letterOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.subarray(8, 9))

interface Peer {
  readonly socket: TLSSocket
  readonly beneath: Socket
  /** All that came from the server, once its side has ended. */
  readonly answers: Promise<string>
}

describe('a connection', () => {
  const made = (async () => {
    const key = await generatePrivateKey('EC')
    const authority = createAuthority({ key, now: new Date(), randomBytes })
    const issued = { key, now: new Date(), randomBytes, names: ['localhost'], days: 1 }
    return {
      key: key.export({ type: 'pkcs8', format: 'pem' }),
      cert: issueServerCertificate(authority, issued).toString(),
      ca: authority.certificate.toString(),
    }
  })()
  let server: Server
  let closed: string[]
  let faults: unknown[]
  /** Of the server. */
  let sockets: TLSSocket[]
  let connection: Connection

  const open = async (options: Partial<ConnectionOptions> = {}, client: ClientOptions = {}): Promise<Peer> => {
    const { key, cert, ca } = await made
    server = createServer({ key, cert })
    server.on('secureConnection', (socket) => {
      sockets.push(socket)
      connection = serveConnection(socket, {
        messageSize: 1024 * 1024,
        requestTimeout: 5000,
        idleTimeout: 5000,
        answer: letterOf,
        onClosed: (why) => closed.push(why),
        reportFault: (error) => faults.push(error),
        coalesceWrite: (work) => work(),
        ...options,
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const beneath = net.connect({ port, host: '127.0.0.1' })
    const socket = connect({ socket: beneath, servername: 'localhost', ca, ...client })
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    const answers = once(socket, 'close').then(() => received)
    await Promise.all([once(socket, 'secureConnect'), once(server, 'secureConnection')])
    return { socket, beneath, answers }
  }

  /** Whether the server's side is gone within the time. */
  const gone = async (milliseconds: number): Promise<boolean> => {
    for (const end = Date.now() + milliseconds; Date.now() < end && !sockets.every(({ closed: is }) => is); )
      await sleep(5)
    return sockets.length > 0 && sockets.every(({ closed: is }) => is)
  }

  beforeEach(() => {
    closed = []
    faults = []
    sockets = []
  })
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('answers what came whole before bytes that are no message, then closes', async () => {
    const answer = async (bytes: Uint8Array) => {
      await sleep(5)
      return letterOf(bytes)
    }
    const { socket, answers } = await open({ answer })
    socket.write(Buffer.concat([message('a'), message('b'), message('c'), garbage]))
    expect(await answers).to.equal('abc')
    expect(closed).to.have.length(1)
    expect(closed[0]).to.match(/begins with the tag 0x474554/)
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`answers a client that has ended its side, then closes (${version})`, async () => {
      const answer = async (bytes: Uint8Array) => {
        await sleep(20)
        return letterOf(bytes)
      }
      const { socket, answers } = await open({ answer }, { minVersion: version, maxVersion: version })
      socket.end(Buffer.concat([message('a'), message('b')]))
      const ended = once(socket, 'end')
      expect(await answers).to.equal('ab')
      await ended
      expect(await gone(500)).to.equal(true)
      expect(closed).to.deep.equal([])
    })

  it('says so when a client ends in the midst of a request', async () => {
    const { socket, answers } = await open()
    socket.end(Buffer.concat([message('a'), message('b').subarray(0, 12)]))
    expect(await answers).to.equal('a')
    expect(closed).to.deep.equal(['the client closed the connection in the middle of a request'])
  })

  it('cuts a request that comes byte by byte', async () => {
    const { socket } = await open({ requestTimeout: 200 })
    const drip = setInterval(() => socket.write('B'), 20)
    socket.write(message('a', 4096).subarray(0, 16))
    const begin = Date.now()
    expect(await gone(1000)).to.equal(true)
    clearInterval(drip)
    expect(Date.now() - begin).to.be.within(150, 600)
    expect(closed).to.deep.equal(['timeout while receiving a request'])
  })

  it('gives each request of a long stream its own time to arrive', async () => {
    const { socket, answers } = await open({ requestTimeout: 150 })
    // Each piece ends in the midst of a message: for longer than one of them may take, one has always begun.
    const pieces = 40
    const stream = Buffer.concat(Array.from({ length: pieces + 1 }, () => message('a')))
    for (let piece = 0; piece < pieces; piece++) {
      socket.write(stream.subarray(piece && 16 * piece - 8, 16 * piece + 8))
      await sleep(10)
    }
    socket.write(stream.subarray(16 * pieces - 8))
    socket.end()
    expect(await answers).to.equal('a'.repeat(pieces + 1))
    expect(closed).to.deep.equal([])
  })

  it('cuts a client that takes no answer', async () => {
    const { socket } = await open({ requestTimeout: 200, answer: () => Buffer.alloc(1024 * 1024) })
    socket.pause()
    for (let count = 0; count < 40; count++) socket.write(message('a'))
    expect(await gone(2000)).to.equal(true)
    expect(closed).to.deep.equal(['timeout while sending a response'])
  })

  it('ends when nothing comes, and does not wait for ever for the client to do the same', async () => {
    const { socket } = await open({ requestTimeout: 200, idleTimeout: 100 }, { ALPNProtocols: [] })
    socket.allowHalfOpen = true
    await once(socket, 'end')
    expect(closed).to.deep.equal(['idle for 0.1 s'])
    expect(await gone(1000)).to.equal(true)
    expect(closed).to.have.length(1)
  })

  for (const [what, size, count] of [
    ['number', 8, 4000],
    ['bytes', 128 * 1024, 200],
  ] as const)
    it(`stops reading when many requests wait, by ${what}`, async () => {
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const answer = async (bytes: Uint8Array) => {
        await held
        return letterOf(bytes)
      }
      const { socket, answers } = await open({ answer })
      for (let each = 0; each < count; each++) socket.write(message('a', size))
      socket.end()
      const [own] = sockets
      while (!own?.isPaused()) await sleep(5)
      await sleep(50)
      expect(own.isPaused()).to.equal(true)
      expect(own.bytesRead).to.be.below(1024 * 1024)
      release()
      expect((await answers).length).to.equal(count)
    })

  it('closes when an answer fails, at once or later', async () => {
    const failing: ConnectionOptions['answer'][] = [
      () => {
        throw new Error('broken')
      },
      () => Promise.reject(new Error('broken')),
      () => Promise.resolve(undefined as never),
    ]
    for (const answer of failing) {
      const { socket, answers } = await open({ answer })
      socket.write(message('a'))
      expect(await answers).to.equal('')
      server.close()
    }
    expect(closed).to.deep.equal(Array.from(failing, () => 'the server failed to answer'))
    expect(faults).to.have.length(failing.length)
  })

  it('drained, answers what has arrived and what has begun to, then ends', async () => {
    const answer = async (bytes: Uint8Array) => {
      await sleep(10)
      return letterOf(bytes)
    }
    const { socket, answers } = await open({ answer })
    const last = message('c')
    socket.write(Buffer.concat([message('a'), message('b'), last.subarray(0, 10)]))
    await once(sockets[0] as TLSSocket, 'data')
    connection.drain()
    await sleep(50)
    socket.write(last.subarray(10))
    expect(await answers).to.equal('abc')
    expect(closed).to.deep.equal([])
  })

  it('drained, answers a request that lies in the kernel', async () => {
    const { socket, answers } = await open()
    socket.write(message('a'))
    // In this turn of the event loop nothing has read it yet.
    connection.drain()
    expect(await answers).to.equal('a')
  })

  it('is given up when the client resets it', async () => {
    const { socket, beneath } = await open({ answer: () => Buffer.alloc(1024 * 1024) })
    for (let count = 0; count < 20; count++) socket.write(message('a'))
    await once(socket, 'data')
    beneath.resetAndDestroy()
    expect(await gone(1000)).to.equal(true)
    expect(closed).to.deep.equal(['the client reset the connection'])
  })
})
