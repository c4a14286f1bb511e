import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import net, { type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect } from 'chai'
import { addClient } from '../../server/index.ts'
import { createAuthority, issueClientCertificate, issueServerCertificate } from '../../server/pki/authority.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { openWireClient } from '../support/wire-client.ts'
import { discoverVersions } from './requests.ts'

/** Also when an error ended it. */
const waitForClose = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve))

const day = 24 * 60 * 60 * 1000

describe('handshakes', () => {
  let site: TestSite
  let server: TestServer
  const sockets: Socket[] = []

  before(async () => {
    site = await openTestSite()
    server = await site.start()
  })
  beforeEach(() => {
    server.closed.length = 0
    server.peers.length = 0
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
  })
  after(() => site.close())

  const connectPlain = async (port = server.port): Promise<Socket> => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    sockets.push(socket)
    socket.on('error', () => undefined).resume()
    await once(socket, 'connect')
    return socket
  }

  /** Sends bytes as they are until the server ends the connection; the client's address. */
  const sendUntilClosed = (bytes: Uint8Array | string) => async () => {
    const socket = await connectPlain()
    const peer = `127.0.0.1:${socket.localPort}`
    socket.write(bytes)
    await waitForClose(socket)
    return peer
  }

  const shaken =
    (options: (server: TestServer) => ConnectionOptions | Promise<ConnectionOptions>) => async (): Promise<string> => {
      const beneath = await connectPlain()
      const peer = `127.0.0.1:${beneath.localPort}`
      const { ca, cert, key } = server
      const given = await options(server)
      const socket = connect({ socket: beneath, servername: 'localhost', ca, cert, key, ...given })
      socket.on('error', () => undefined).resume()
      await waitForClose(socket)
      return peer
    }

  /** A certificate of the site's authority that lasts a day from then. */
  const issueCertificate = async (name: string, now: Date) => {
    const { cert, key } = await addClient({ directory: site.directory, name, keyType: 'EC', days: 1, now })
    return { cert: await readFile(cert), key: await readFile(key) }
  }

  const createUnknownCertificate = () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const made = { key, now: new Date(), randomBytes }
    const cert = issueClientCertificate(createAuthority(made), { ...made, commonName: 'mallory', days: 1 }).toString()
    return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) }
  }

  const createServerCertificate = async () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificate = await readFile(`${site.directory}/ca.crt`)
    const caKey = await readFile(`${site.directory}/ca.key`)
    const authority = { certificate: new X509Certificate(certificate), privateKey: createPrivateKey(caKey) }
    const made = { key, now: new Date(), randomBytes, names: ['localhost'], days: 1 }
    return {
      cert: issueServerCertificate(authority, made).toString(),
      key: key.export({ type: 'pkcs8', format: 'pem' }),
    }
  }

  const none = { cert: undefined, key: undefined }
  const tls12 = { maxVersion: 'TLSv1.2' } as const
  const cases: readonly (readonly [what: string, attempt: () => Promise<string>, says: RegExp])[] = [
    ['no certificate, TLS 1.3', shaken(() => none), /sent no certificate.*kmip client add/],
    ['no certificate, TLS 1.2', shaken(() => ({ ...none, ...tls12 })), /sent no certificate.*kmip client add/],
    [
      'a certificate of another authority, TLS 1.3',
      shaken(createUnknownCertificate),
      /not from the authority.*tls\.clientCa/,
    ],
    [
      'a certificate of another authority, TLS 1.2',
      shaken(() => ({ ...createUnknownCertificate(), ...tls12 })),
      /not from the authority/,
    ],
    [
      'an expired certificate',
      shaken(() => issueCertificate('late', new Date(Date.now() - 9 * day))),
      /has expired.*new one/,
    ],
    [
      'a certificate of the future',
      shaken(() => issueCertificate('early', new Date(Date.now() + 9 * day))),
      /not valid yet.*clocks/,
    ],
    ['a certificate for servers', shaken(createServerCertificate), /is not a client certificate/],
    [
      'TLS 1.1',
      shaken(() => ({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' })),
      /TLS 1\.2 or 1\.3/,
    ],
    ['no common cipher', shaken(() => ({ ciphers: 'AES128-SHA', ...tls12 })), /no cipher suite.*in common/],
    ['a KMIP message without TLS', sendUntilClosed(discoverVersions), /does not speak TLS/],
    ['HTTP', sendUntilClosed('GET / HTTP/1.1\r\n\r\n'), /does not speak TLS/],
    ['noise', sendUntilClosed(Buffer.alloc(1000, 0xff)), /does not speak TLS|^TLS: /],
    [
      'a client that does not trust this server',
      shaken(() => ({ ca: createUnknownCertificate().cert })),
      /trust this server's certificate|does not accept this server/,
    ],
    [
      'a look whether the port is open',
      async () => {
        const socket = await connectPlain()
        const peer = `127.0.0.1:${socket.localPort}`
        socket.end()
        await waitForClose(socket)
        return peer
      },
      /closed the connection during the handshake/,
    ],
  ]

  for (const [what, attempt, says] of cases)
    it(`${what}: refused, reported once, with the peer and the remedy`, async () => {
      const peer = await attempt()
      for (let turns = 0; server.closed.length === 0 && turns < 100; turns++) await sleep(5)
      await sleep(10)
      expect(server.closed).to.have.length(1)
      expect(server.closed[0]).to.match(says)
      expect(server.closed[0]).not.to.match(/hang up|\.c:\d|\n/)
      expect(server.peers).to.deep.equal([peer])
      const client = await openWireClient(server)
      await client.ask(discoverVersions)
      client.close()
    })

  it('that take too long are cut, whatever drips in', async () => {
    const own = await site.start({ requestTimeout: 0.3 })
    const socket = await connectPlain(own.port)
    const peer = `127.0.0.1:${socket.localPort}`
    // A handshake record of 512 bytes, byte by byte.
    socket.write(Buffer.from([22, 3, 1, 2, 0]))
    const drip = setInterval(() => socket.write(Buffer.of(1)), 20)
    await waitForClose(socket)
    clearInterval(drip)
    expect(own.closed).to.deep.equal(['the handshake timed out'])
    expect(own.peers).to.deep.equal([peer])
  })

  it('that stay unfinished keep no client out and end no connection', async () => {
    const own = await site.start({ connections: 3, requestTimeout: 20 })
    const settled = [await openWireClient(own), await openWireClient(own)]
    const idle: Socket[] = []
    for (let count = 0; count < 20; count++) idle.push(await connectPlain(own.port))
    while (idle.filter(({ closed }) => closed).length < 19) await sleep(5)
    expect(idle.findIndex(({ closed }) => !closed)).to.equal(19)
    expect(own.closed).to.deep.equal(Array.from({ length: 19 }, () => 'more than 3 connections (limits.connections)'))
    expect(own.peers[0]).to.match(/^127\.0\.0\.1:\d+$/)
    const another = await openWireClient(own)
    for (const client of [...settled, another]) {
      await client.ask(discoverVersions)
      client.close()
    }
    await own.close()
  })

  it('under way do not hold up a server that is to stop', async () => {
    const own = await site.start()
    const idle = await connectPlain(own.port)
    await sleep(20)
    const begin = Date.now()
    await own.close()
    expect(Date.now() - begin).to.be.below(1000)
    if (!idle.closed) await waitForClose(idle)
    expect(own.closed).to.deep.equal(['the server is stopping'])
  })
})
