import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type Client, ConnectionError, connect, ProtocolError, TimeoutError } from '../index.ts'
import { answer, answering, answeringServer, bytesOf, certificates, failure } from '../testing/answering-server.ts'

const ok = answering({ Query: () => ({}), Get: () => 'ItemNotFound' })
const version = '1.4'

const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('a connection that does not come about', () => {
  const faultOf = async (options: Parameters<typeof connect>[0]): Promise<string> => {
    const error = await failure(connect(options))
    expect(error).to.be.instanceOf(ConnectionError)
    const { fault, message, hint, server, sent } = error as ConnectionError
    expect(message).to.include(`${server?.host}:${server?.port}`)
    expect(hint).to.match(/\.$/)
    expect(sent).to.equal(false)
    return fault
  }

  it('nothing listens', async () => {
    expect(await faultOf({ host: '127.0.0.1', port: await closedPort() })).to.equal('refused')
  })

  it('there is no such host', async () => {
    expect(await faultOf({ host: 'nowhere.invalid' })).to.equal('unknownHost')
  })

  it('the authority of the server is not known', async () => {
    await using server = await answeringServer(ok)
    expect(await faultOf({ ...server.options, ca: certificates().stranger.ca })).to.equal('unknownAuthority')
    expect(server.requests).to.have.lengthOf(0)
  })

  it('the server has another name', async () => {
    await using server = await answeringServer(ok)
    expect(await faultOf({ ...server.options, serverName: 'other.example' })).to.equal('nameMismatch')
    expect(server.requests).to.have.lengthOf(0)
    await using client = await connect({ ...server.options, serverName: 'kms.example' })
    expect(client.version).to.equal('1.4')
  })

  it('the server does not accept the client certificate', async () => {
    await using server = await answeringServer(ok)
    const { cert, key } = certificates().stranger
    expect(await faultOf({ ...server.options, cert, key })).to.be.oneOf(['certificateRefused', 'closed'])
    expect(await faultOf({ host: '127.0.0.1', port: server.port, ca: certificates().ca })).to.be.oneOf([
      'certificateRefused',
      'closed',
    ])
    expect(server.requests).to.have.lengthOf(0)
  })

  it('the server does not speak TLS', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => plain.once('listening', resolve))
    const { port } = plain.address() as { port: number }
    expect(await faultOf({ host: '127.0.0.1', port })).to.equal('notTls')
    plain.close()
  })

  it('the server says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as { port: number }
    const error = await failure(connect({ host: '127.0.0.1', port, connectTimeout: 50 }))
    expect(error).to.be.instanceOf(TimeoutError)
    expect(error).to.have.property('message', `127.0.0.1:${port}: connecting took longer than 50 ms`)
    const whole = await failure(connect({ host: '127.0.0.1', port, timeout: 50, connectTimeout: 50 }))
    expect(whole).to.be.instanceOf(TimeoutError)
    expect(whole).to.have.property('message', `127.0.0.1:${port}: connecting took longer than 50 ms`)
    silent.close()
  })

  it('options are wrong', async () => {
    const { ca, client, stranger } = certificates()
    for (const options of [
      { url: 'http://localhost' },
      { url: 'localhost', host: 'localhost' },
      { port: 0 },
      { servers: [] },
      { cert: client.cert },
      { cert: client.cert, key: stranger.key },
      { ca, cert: 'no certificate', key: client.key },
      { password: 'secret' },
      { timeout: -1 },
      { pipeline: 1.5 },
      { version: '3.0' as '2.1' },
    ])
      expect(await failure(connect(options))).to.be.instanceOf(TypeError)
  })
})

describe('an answer that is none', () => {
  const queried = async (
    bytes: Uint8Array,
    more = {},
  ): Promise<{ error: unknown; client: Client; closed: boolean }> => {
    let bad = true
    await using server = await answeringServer((request, socket) =>
      bad ? bytes : answering({ Query: () => ({}) })(request, socket),
    )
    await using client = await connect({ ...server.options, version, retries: 0, timeout: 1000, ...more })
    const error = await failure(client.query({ queryFunction: ['QueryOperations'] }))
    await sleep(20)
    const closed = server.sockets.size === 0
    bad = false
    await client.query({ queryFunction: ['QueryOperations'] })
    return { error, client, closed }
  }

  const header = (length: number): Uint8Array => Buffer.from(`42007b01${length.toString(16).padStart(8, '0')}`, 'hex')
  const request = { requestHeader: { protocolVersion: { protocolVersionMajor: 1, protocolVersionMinor: 4 } } }
  const success = { resultStatus: 'Success', responsePayload: {} }
  const response = (...items: object[]): Uint8Array => bytesOf(answer(request as never, ...items))

  const cases: Record<string, Uint8Array> = {
    'is not TTLV': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'is a request': Buffer.from('4200780100000000', 'hex'),
    'declares 4 GiB': header(0xffff_fff8),
    'is larger than allowed': header(1024 * 1024),
    'is an empty message': header(0),
    'is twice what was asked for': Buffer.concat(
      Array.from({ length: 2 }, () => response({ operation: 'Query', ...success })),
    ),
    'is in a version that is not spoken': response({ operation: 'Query', ...success }).with(35, 9),
  }
  for (const [what, bytes] of Object.entries(cases))
    if (what !== 'is twice what was asked for')
      it(`${what}: an error, and the connection is closed`, async () => {
        const { error, closed } = await queried(bytes)
        expect(error).to.be.instanceOf(ProtocolError)
        expect(closed).to.equal(true)
      })

  it('is followed by one that nobody asked for: the connection is closed', async () => {
    await using server = await answeringServer(() => cases['is twice what was asked for'])
    await using client = await connect({ ...server.options, version })
    await client.query({ queryFunction: ['QueryOperations'] })
    await sleep(20)
    expect(server.sockets.size).to.equal(0)
  })

  it('answers another operation, or more than was asked', async () => {
    const get = { operation: 'Activate', resultStatus: 'Success', responsePayload: { uniqueIdentifier: 'x' } }
    expect((await queried(response(get))).error).to.be.instanceOf(ProtocolError)
    const query = { operation: 'Query', ...success }
    expect((await queried(response(query, query))).error).to.be.instanceOf(ProtocolError)
  })

  it('trickles in: the time limit holds, and names the server', async () => {
    await using server = await answeringServer((_, socket) => {
      const bytes = response({ operation: 'Query', ...success })
      const timer = setInterval((at: { next: number }) => socket.write(bytes.subarray(at.next, ++at.next)), 20, {
        next: 0,
      })
      socket.on('close', () => clearInterval(timer))
      return undefined
    })
    await using client = await connect({ ...server.options, version, timeout: 100 })
    const error = await failure(client.query({ queryFunction: ['QueryOperations'] }))
    expect(error).to.be.instanceOf(TimeoutError)
    expect(error).to.include({ message: `127.0.0.1:${server.port}: Query took longer than 100 ms`, sent: true })
    await sleep(20)
    expect(server.sockets.size).to.equal(0)
  })
})
