import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect } from 'chai'
import { addClient, ConfigurationError, loadConfiguration } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import type { Access } from '../support/wire-client.ts'
import { connectLineClient, encodeRequest, type LineClient, readResponse } from './line-client.ts'
import { createKey, enumeration, nameAttribute, uniqueIdentifier } from './lines.ts'

const query = enumeration('QueryFunction', 1)
const only = (protocol: 'TLSv1.2' | 'TLSv1.3'): ConnectionOptions => ({ minVersion: protocol, maxVersion: protocol })

describe('rules for connections', () => {
  let site: TestSite
  let server: TestServer
  let rsaClient: Access
  before(async () => {
    site = await openTestSite()
    server = await site.start({ https: true })
    const { directory } = site
    const { cert, key } = await addClient({ directory, name: 'rsa', keyType: 'RSA', days: 1, now: new Date() })
    rsaClient = { port: server.port, ca: server.ca, cert: await readFile(cert), key: await readFile(key) }
  })
  after(() => site.close())

  const expectAnswers = async (talk: LineClient): Promise<void> => {
    expect((await talk.ask('1.0', 'Query', query)).outcome).to.equal('Success')
  }

  describe('rule 15: TLS', () => {
    const suites = [
      ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ec'],
      ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ec'],
      ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 'rsa'],
      ['TLSv1.2', 'ECDHE-RSA-AES256-GCM-SHA384', 'rsa'],
      ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'ec'],
      ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', 'ec'],
      ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'rsa'],
      ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', 'rsa'],
    ] as const

    for (const [protocol, cipher, type] of suites)
      it(`${protocol} with ${cipher} and a certificate for ${type}, no server name sent`, async () => {
        // In 1.3 the certificate follows from the signatures that the client takes; its own is of the same type then.
        const sigalgs = type === 'rsa' ? 'rsa_pss_rsae_sha256' : 'ecdsa_secp256r1_sha256'
        const own = { ...only(protocol), ciphers: cipher, ...(protocol === 'TLSv1.3' && { sigalgs }) }
        const talk = await connectLineClient(type === 'rsa' ? rsaClient : server, own)
        const { socket } = talk.wire
        expect(socket.getProtocol()).to.equal(protocol)
        expect(socket.getCipher().standardName).to.contain(cipher.includes('128') ? 'AES_128_GCM' : 'AES_256_GCM')
        expect(socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType).to.equal(type)
        await expectAnswers(talk)
        talk.wire.close()
      })

    it('a server name makes no difference, known or not', async () => {
      for (const servername of ['localhost', 'kms.example.org']) {
        const talk = await connectLineClient(server, { servername, checkServerIdentity: () => undefined })
        await expectAnswers(talk)
        talk.wire.close()
      }
    })

    it('nothing older than TLS 1.2, no CBC, no static RSA', async () => {
      const refused: ConnectionOptions[] = [
        { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        { ...only('TLSv1.2'), ciphers: 'AES256-GCM-SHA384' },
        { ...only('TLSv1.2'), ciphers: 'ECDHE-RSA-AES128-SHA' },
      ]
      for (const [at, options] of refused.entries()) {
        const failure = await connectLineClient(server, options).catch((error: Error) => error)
        expect(failure, `${at}`).to.be.instanceOf(Error)
      }
    })

    for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const)
      it(`a session of ${protocol} is resumed, and is still the same client`, async () => {
        const name = nameAttribute(`before resumption in ${protocol}`)
        const { ca, cert, key, port } = server
        const open = async (session?: Buffer) => {
          const socket = connect({
            host: 'localhost',
            port,
            ca,
            cert,
            key,
            ...only(protocol),
            ...(session && { session }),
          })
          let latest: Buffer | undefined
          socket.on('session', (each: Buffer) => {
            latest = each
          })
          await once(socket, 'secureConnect')
          const ask = async (payload: string[], operation: 'Create' | 'Locate') => {
            socket.write(encodeRequest('1.0', [{ operation, payload }]))
            const [answer] = (await once(socket, 'data')) as [Buffer]
            return readResponse(answer).items[0]
          }
          return { socket, ask, session: () => latest ?? socket.getSession() }
        }
        const first = await open()
        const id = (await first.ask(createKey(name), 'Create'))?.value('UniqueIdentifier')
        expect(first.socket.isSessionReused()).to.equal(false)
        const session = first.session()
        first.socket.end()
        await once(first.socket, 'close')
        const second = await open(session)
        expect(second.socket.isSessionReused()).to.equal(true)
        expect((await second.ask(name, 'Locate'))?.all('UniqueIdentifier')).to.deep.equal([id])
        second.socket.destroy()
      })

    it('both server certificates carry DNS and IP names', async () => {
      for (const ciphers of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256']) {
        const talk = await connectLineClient(server, { ...only('TLSv1.2'), ciphers })
        const certificate = talk.wire.socket.getPeerX509Certificate() as X509Certificate
        expect(certificate).to.be.instanceOf(X509Certificate)
        expect(certificate.checkHost('localhost')).to.equal('localhost')
        expect(certificate.checkIP('127.0.0.1')).to.equal('127.0.0.1')
        expect(certificate.checkIP('::1')).not.to.equal(undefined)
        expect(certificate.checkHost('kms.example.org')).to.equal(undefined)
        talk.wire.close()
      }
    })

    it('connections that end abruptly or without close_notify leave nothing behind', async () => {
      const own = await site.start({ connections: 8 })
      const { ca, cert, key, port } = own
      const requestOf = encodeRequest('1.0', [{ operation: 'Query', payload: query }])
      // More than may be open at once: each must be let go.
      for (let round = 0; round < 24; round++) {
        const tcp = connectTcp({ host: '127.0.0.1', port })
        const socket = connect({ socket: tcp, servername: 'localhost', ca, cert, key })
        socket.on('error', () => undefined)
        await once(socket, 'secureConnect')
        socket.write(round % 3 === 0 ? requestOf.subarray(0, 20) : requestOf)
        if (round % 3 === 1) await once(socket, 'data')
        if (round % 2) tcp.resetAndDestroy()
        else tcp.destroy()
        // The server learns of it a moment later.
        await sleep(20)
      }
      const talk = await connectLineClient(own)
      await expectAnswers(talk)
      talk.wire.close()
      expect(own.faults).to.deep.equal([])
      expect(own.closed.filter((why) => /more than \d+ connections/.test(why))).to.deep.equal([])
      await own.close()
    })

    it('an idle connection lives for at least 30 s: the configuration allows no less', async () => {
      const load = (idleTimeout?: number) =>
        loadConfiguration({
          environment: { HOME: '/home/dba' },
          flags: idleTimeout === undefined ? {} : { limits: { idleTimeout } },
        })
      expect((await load()).limits.idleTimeout).to.be.at.least(30)
      expect((await load(30)).limits.idleTimeout).to.equal(30)
      const refused = await load(29).catch((error: unknown) => error)
      expect(refused).to.be.instanceOf(ConfigurationError)
    })

    it('and no other limit ends it: idle beyond the time for a request, before the first and between two', async () => {
      const own = await site.start({ requestTimeout: 1 })
      const talk = await connectLineClient(own)
      await sleep(1500)
      await expectAnswers(talk)
      await sleep(1500)
      await expectAnswers(talk)
      talk.wire.close()
      await own.close()
    })

    it('a connection for each request, a hundred times, resumed or not', async () => {
      const own = await site.start({ connections: 3 })
      const { ca, cert, key, port } = own
      const asked = encodeRequest('1.0', [{ operation: 'Query', payload: query }])
      let session: Buffer | undefined
      for (let round = 0; round < 100; round++) {
        const resumed = round % 2 && session ? { session } : {}
        const socket = connect({ host: 'localhost', port, ca, cert, key, ...only('TLSv1.2'), ...resumed })
        await once(socket, 'secureConnect')
        socket.write(asked)
        const [answer] = (await once(socket, 'data')) as [Buffer]
        expect(readResponse(answer).items[0]?.outcome).to.equal('Success')
        session = socket.getSession()
        socket.end()
        await once(socket, 'close')
      }
      await own.close()
    })
  })

  describe('rule 16: POST /kmip with TTLV over HTTPS, beside port 5696', () => {
    const post = (body: Buffer): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        const { ca, cert, key, httpsPort: port } = server
        const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length }
        const options = { host: 'localhost', port, path: '/kmip', method: 'POST', ca, cert, key, agent: false, headers }
        request(options as never, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            response.statusCode === 200
              ? resolve(Buffer.concat(chunks))
              : reject(new Error(`status ${response.statusCode}`)),
          )
        })
          .on('error', reject)
          .end(body)
      })

    it('one server, one client: what comes over either is there on both', async () => {
      const talk = await connectLineClient(server)
      for (const version of ['1.0', '1.4'] as const) {
        const made = readResponse(await post(encodeRequest(version, [{ operation: 'Create', payload: createKey() }])))
        const id = made.items[0]?.value('UniqueIdentifier') ?? ''
        const overTls = await talk.succeed(version, 'Get', uniqueIdentifier(id))
        const get = encodeRequest(version, [{ operation: 'Get', payload: uniqueIdentifier(id) }])
        const overHttps = readResponse(await post(get)).items[0]
        expect(overHttps?.payload).to.deep.equal(overTls.payload)
      }
      talk.wire.close()
    })

    it('also batches, failures and malformed messages', async () => {
      const asks = ['none', 'neither'].map((id) => ({ operation: 'Get', payload: uniqueIdentifier(id) }) as const)
      const failed = readResponse(
        await post(encodeRequest('1.0', asks, enumeration('BatchErrorContinuationOption', 1))),
      )
      expect(failed.items.map(({ outcome }) => outcome)).to.deep.equal(['0x00000001', '0x00000001'])
      const garbage = readResponse(await post(Buffer.from('no message')))
      expect(garbage.items.map(({ outcome }) => outcome)).to.deep.equal(['0x00000004'])
    })
  })

  it('the server reports no fault that clients did not see', () => {
    expect(server.faults).to.deep.equal([])
  })
})
