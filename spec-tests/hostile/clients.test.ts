import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { readResponse, TtlvReader } from '../../codec/index.ts'
import { openTestSite, type TestServer, type TestServerOptions, type TestSite } from '../support/test-server.ts'
import { openWireClient } from '../support/wire-client.ts'
import { discoverVersions, getObject, query, registerOpaque } from './requests.ts'

/** Clients that do not behave, each against a server with short limits; afterwards others are served as before. */
describe('hostile clients', () => {
  let site: TestSite
  let server: TestServer

  before(async () => {
    site = await openTestSite()
  })
  afterEach(async () => {
    const client = await openWireClient(server)
    await client.ask(discoverVersions)
    client.close()
    expect(server.faults).to.deep.equal([])
    await server.close()
  })
  after(() => site.close())

  const start = async (options: TestServerOptions = {}): Promise<void> => {
    server = await site.start(options)
  }
  /** Without a proxy, so that what the client does to its socket reaches the server. */
  const connectDirectly = async (port = server.port) => {
    const { ca, cert, key } = server
    const beneath = net.connect({ port, host: '127.0.0.1' })
    const socket = connect({ socket: beneath, servername: 'localhost', ca, cert, key })
    socket.on('error', () => undefined)
    await once(socket, 'secureConnect')
    return { beneath, socket }
  }
  const waitUntilClosed = async (socket: TLSSocket): Promise<number> => {
    const begin = Date.now()
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    return Date.now() - begin
  }

  it('slow loris: a request byte by byte is cut', async () => {
    await start({ requestTimeout: 0.4 })
    const { socket } = await connectDirectly()
    let at = 0
    const drip = setInterval(() => socket.write(discoverVersions.subarray(at, ++at)), 20)
    expect(await waitUntilClosed(socket)).to.be.within(350, 1500)
    clearInterval(drip)
    expect(server.closed).to.deep.equal(['timeout while receiving a request'])
  })

  it('silence: the connection ends, whether or not the client closes its side', async () => {
    await start({ requestTimeout: 0.4, idleTimeout: 0.3 })
    const { socket } = await connectDirectly()
    socket.allowHalfOpen = true
    socket.resume()
    await once(socket, 'end')
    expect(server.closed).to.deep.equal(['idle for 0.3 s'])
    // The end of the server's grace is a reset: the next thing written meets it.
    await sleep(600)
    socket.write(discoverVersions)
    await sleep(20)
    socket.write(discoverVersions)
    await waitUntilClosed(socket)
  })

  it('a client that never reads is cut, and what it asked for is not kept', async () => {
    await start({ requestTimeout: 0.4 })
    const { socket } = await connectDirectly()
    socket.pause()
    // Megabytes of answers: more than the kernel takes for a client that reads none.
    for (let count = 0; count < 20_000; count++) socket.write(query)
    for (let turns = 0; server.closed.length === 0 && turns < 1000; turns++) await sleep(10)
    expect(server.closed).to.deep.equal(['timeout while sending a response'])
    expect(server.done.length).to.be.below(20_000)
    socket.destroy()
  })

  it('a client that never reads is cut over HTTPS too', async () => {
    await start({ https: true, idleTimeout: 0.5 })
    const client = await openWireClient(server)
    const [item] = readResponse(new TtlvReader(await client.ask(registerOpaque(900_000)))).batchItem
    client.close()
    const { uniqueIdentifier } = (item?.responsePayload ?? {}) as { uniqueIdentifier?: string }
    const request = getObject(uniqueIdentifier ?? '')
    const { socket } = await connectDirectly(server.httpsPort)
    socket.pause()
    const head = `POST /kmip HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: ${request.length}\r\n\r\n`
    for (let count = 0; count < 12; count++) socket.write(Buffer.concat([Buffer.from(head), request]))
    for (let turns = 0; server.closed.length === 0 && turns < 300; turns++) await sleep(10)
    expect(server.closed).to.deep.equal(['idle for 0.5 s'])
    socket.destroy()
  })

  it('2,000 requests in one go are answered in order, each in its own record', async () => {
    await start()
    const count = 2000
    const client = await openWireClient(server)
    client.send(Buffer.concat(Array.from({ length: count }, (_, at) => (at % 2 ? query : discoverVersions))))
    const sizes = new Set<number>()
    for (let at = 0; at < count; at++) {
      const { length } = await client.receive()
      sizes.add(at % 2 ? length : -length)
    }
    expect(sizes.size).to.equal(2)
    expect(client.records()).to.equal(count)
    client.close()
  })

  it('a reset in the midst of an answer', async () => {
    await start()
    for (let times = 0; times < 20; times++) {
      const { socket, beneath } = await connectDirectly()
      for (let count = 0; count < 200; count++) socket.write(query)
      await once(socket, 'data')
      beneath.resetAndDestroy()
    }
    for (let turns = 0; server.closed.length < 20 && turns < 500; turns++) await sleep(10)
    expect(server.closed).to.deep.equal(Array.from({ length: 20 }, () => 'the client reset the connection'))
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`a client that ends its side gets its answers, then the end (${version})`, async () => {
      await start()
      const client = await openWireClient(server, { minVersion: version, maxVersion: version })
      client.socket.end(Buffer.concat([discoverVersions, query, discoverVersions]))
      for (let count = 0; count < 3; count++) await client.receive()
      expect(await client.ended).to.equal(undefined)
      expect(server.closed).to.deep.equal([])
      client.close()
    })
})
