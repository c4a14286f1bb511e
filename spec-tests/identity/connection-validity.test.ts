import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect } from 'chai'
import {
  type Authority,
  createAuthority,
  generatePrivateKey,
  issueClientCertificate,
} from '../../server/pki/authority.ts'
import { connectLineClient, type LineClient } from '../compatibility/line-client.ts'
import { enumeration } from '../compatibility/lines.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { type Access, openWireClient } from '../support/wire-client.ts'

const only = (protocol: 'TLSv1.2' | 'TLSv1.3'): ConnectionOptions => ({ minVersion: protocol, maxVersion: protocol })
const query = enumeration('QueryFunction', 1)
const secondsPerDay = 86_400

/** A principal's validity is checked at the handshake, when a session resumes, and on open connections. */
describe('validity of clients on their connections', function () {
  this.timeout(20_000)
  let site: TestSite
  let server: TestServer
  let authority: Authority
  let clientKey: KeyObject
  let other: Authority
  let revoked: string
  beforeEach(async () => {
    site = await openTestSite()
    revoked = ''
    other = createAuthority({ key: await generatePrivateKey('EC'), now: new Date(), randomBytes })
    server = await site.start({
      https: true,
      furtherAuthorities: [{ ...other, prefix: 'other' }],
      findRefusal: ({ subject }) => (subject === revoked ? 'revoked' : undefined),
    })
    authority = {
      certificate: new X509Certificate(await readFile(join(site.directory, 'ca.crt'))),
      privateKey: createPrivateKey(await readFile(join(site.directory, 'ca.key'))),
    }
    clientKey = await generatePrivateKey('EC')
  })
  afterEach(() => site.close())

  /** A client whose certificate is valid for some seconds. */
  const issue = (seconds: number, by = authority): Access => ({
    port: server.port,
    ca: server.ca,
    cert: Buffer.from(
      issueClientCertificate(by, {
        commonName: 'brief',
        days: seconds / secondsPerDay,
        key: clientKey,
        now: new Date(),
        randomBytes,
      }).toString(),
    ),
    key: Buffer.from(clientKey.export({ type: 'pkcs8', format: 'pem' })),
  })
  const isAnswered = async ({ ask }: LineClient): Promise<boolean> =>
    ask('1.4', 'Query', query).then(
      ({ outcome }) => outcome === 'Success',
      () => false,
    )

  /** @returns the newest session of the connection */
  const keepSession = ({ wire: { socket } }: LineClient): (() => Buffer | undefined) => {
    let session = socket.getSession()
    socket.on('session', (each) => {
      session = each
    })
    return () => session
  }
  const isResumed = (access: Access, protocol: 'TLSv1.2' | 'TLSv1.3', session: Buffer | undefined): Promise<boolean> =>
    connectLineClient(access, { ...only(protocol), ...(session && { session }) }).then(isAnswered, () => false)

  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`${protocol}: an open connection ends when its certificate expires`, async () => {
      const client = await connectLineClient(issue(3), only(protocol))
      expect(await isAnswered(client)).to.equal(true)
      await client.wire.ended
      expect(server.closed.join()).to.include("the client's certificate expired at")
    })

    it(`${protocol}: a session does not resume after its certificate expired`, async () => {
      const access = issue(3)
      const first = await connectLineClient(access, only(protocol))
      const getSession = keepSession(first)
      expect(await isAnswered(first)).to.equal(true)
      first.wire.close()
      await sleep(3500)
      expect(await isResumed(access, protocol, getSession())).to.equal(false)
    })

    it(`${protocol}: connections and sessions end with the client that is revoked`, async () => {
      const client = await connectLineClient(issue(3600), only(protocol))
      const getSession = keepSession(client)
      expect(await isAnswered(client)).to.equal(true)
      revoked = 'CN=brief'
      server.recheckClients()
      await client.wire.ended
      expect(await isResumed(issue(3600), protocol, getSession())).to.equal(false)
    })

    it(`${protocol}: a connection with reversed roles ends with the client that is revoked`, async () => {
      const client = await connectLineClient(issue(3600), only(protocol))
      await client.succeed('2.1', 'SetEndpointRole', enumeration('EndpointRole', 2))
      revoked = 'CN=brief'
      server.recheckClients()
      await client.wire.ended
    })

    it(`${protocol}: connections and sessions end with the authority that is removed`, async () => {
      const own = await readFile(join(site.directory, 'ca.crt'))
      const both = Buffer.concat([own, Buffer.from(other.certificate.toString())])
      server.renew(both)
      const access = issue(3600, other)
      const client = await connectLineClient(access, only(protocol))
      const getSession = keepSession(client)
      expect(await isAnswered(client)).to.equal(true)
      const kept = await connectLineClient(issue(3600), only(protocol))
      server.renew(own)
      await client.wire.ended
      expect(server.closed.join()).to.include('not trusted any more')
      expect(await isAnswered(kept)).to.equal(true)
      kept.wire.close()
      expect(await isResumed(access, protocol, getSession())).to.equal(false)
    })

    it(`${protocol}: no session from before a reload resumes`, async () => {
      const access = issue(3600)
      const first = await connectLineClient(access, { ...only(protocol), servername: 'localhost' })
      const getSession = keepSession(first)
      expect(await isAnswered(first)).to.equal(true)
      const connectAgain = async (): Promise<boolean> => {
        const session = getSession()
        const socket = connect({ ...access, ...only(protocol), host: 'localhost', ...(session && { session }) })
        await once(socket, 'secureConnect')
        const isReused = socket.isSessionReused()
        socket.destroy()
        return isReused
      }
      expect(await connectAgain()).to.equal(true)
      server.renew(await readFile(join(site.directory, 'ca.crt')))
      expect(await connectAgain()).to.equal(false)
    })
  }

  it('TLS 1.2: renegotiation is refused, so that a connection keeps the certificate of its handshake', async () => {
    const { socket, close } = await openWireClient(server, only('TLSv1.2'))
    const outcome = await new Promise<string>((resolve) => {
      socket.on('error', ({ message }) => resolve(message))
      socket.renegotiate({}, (error) => resolve(error?.message ?? 'renegotiated'))
    })
    expect(outcome).to.include('no renegotiation')
    close()
  })
})
