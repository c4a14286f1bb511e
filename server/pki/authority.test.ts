import { randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ConnectionOptions, Server, TLSSocket } from 'node:tls'
import { connect, createServer } from 'node:tls'
import { expect } from 'chai'
import type { Authority, KeyType } from './authority.ts'
import { createAuthority, generatePrivateKey, issueClientCertificate, issueServerCertificate } from './authority.ts'

const now = new Date()
const days = 24 * 60 * 60 * 1000

describe('authority', () => {
  let authority: Authority
  before(async () => {
    authority = createAuthority({ key: await generatePrivateKey('EC'), now, randomBytes })
  })

  it('lasts ten years and begins an hour early', () => {
    const { certificate } = authority
    expect(certificate.ca).to.equal(true)
    expect(certificate.validToDate.getTime() - now.getTime()).to.be.within(3652 * days, 3654 * days)
    expect(certificate.validFromDate.getTime()).to.be.at.most(now.getTime() - 3_600_000)
  })

  it('can be made anew from its key: what it issued still verifies', () => {
    const key = authority.privateKey
    const again = createAuthority({ key, now: new Date(now.getTime() + days), randomBytes })
    const client = issueClientCertificate(authority, { key, now, randomBytes, commonName: 'x', days: 1 })
    expect(again.certificate.subject)
      .to.equal(authority.certificate.subject)
      .and.match(/^CN=kmip CA [0-9a-f]{16}$/)
    expect(again.certificate.serialNumber).not.to.equal(authority.certificate.serialNumber)
    expect(client.checkIssued(again.certificate)).to.equal(true)
  })

  it('issues nothing that outlives it', () => {
    const late = { key: authority.privateKey, now: new Date(now.getTime() + 3600 * days), randomBytes, days: 825 }
    const { validToDate } = issueServerCertificate(authority, { ...late, names: ['a'] })
    expect(validToDate).to.deep.equal(authority.certificate.validToDate)
    const soon = issueClientCertificate(authority, { ...late, now, commonName: 'c' })
    expect(soon.validToDate.getTime() - now.getTime()).to.be.within(824 * days, 825 * days)
    expect(soon.subject).to.equal('CN=c')
  })
})

describe('authority, in TLS with client certificates', () => {
  let server: Server
  let port: number
  let client: ConnectionOptions
  let rsaClient: ConnectionOptions
  let stranger: ConnectionOptions

  before(async () => {
    const issue = { now, randomBytes, days: 30 }
    const ca = createAuthority({ key: await generatePrivateKey('EC'), now, randomBytes })
    const pem = (key: Awaited<ReturnType<typeof generatePrivateKey>>): string =>
      key.export({ type: 'pkcs8', format: 'pem' }).toString()
    const serverKeys = [await generatePrivateKey('EC'), await generatePrivateKey('RSA')]
    const names = ['localhost', '127.0.0.1', '::1']
    server = createServer({
      key: serverKeys.map(pem),
      cert: serverKeys.map((key) => issueServerCertificate(ca, { ...issue, key, names }).toString()),
      ca: ca.certificate.toString(),
      requestCert: true,
      rejectUnauthorized: true,
    })
    server.on('secureConnection', (socket: TLSSocket) => socket.end(String(socket.getPeerCertificate().subject.CN)))
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port

    const credentials = async (authority: Authority, keyType: KeyType = 'EC'): Promise<ConnectionOptions> => {
      const key = await generatePrivateKey(keyType)
      const cert = issueClientCertificate(authority, { ...issue, key, commonName: 'postgres' }).toString()
      return { ca: ca.certificate.toString(), key: pem(key), cert }
    }
    client = await credentials(ca)
    rsaClient = await credentials(ca, 'RSA')
    stranger = await credentials(createAuthority({ key: await generatePrivateKey('EC'), now, randomBytes }))
  })
  after(() => server.close())

  async function handshake(options: ConnectionOptions) {
    const socket = connect({ host: '127.0.0.1', port, ...client, ...options })
    try {
      let answer = ''
      socket.setEncoding('utf8').on('data', (text: string) => {
        answer += text
      })
      await once(socket, 'secureConnect')
      const seen = {
        protocol: socket.getProtocol(),
        cipher: socket.getCipher().name,
        keyType: new X509Certificate(socket.getPeerCertificate().raw).publicKey.asymmetricKeyType,
        resumed: socket.isSessionReused(),
      }
      await once(socket, 'end')
      return { ...seen, answer }
    } finally {
      socket.destroy()
    }
  }

  const rsa = 'ECDHE-RSA-AES128-GCM-SHA256'
  const ecdsa = 'ECDHE-ECDSA-AES256-GCM-SHA384'

  it('TLS 1.2: an ECDHE-RSA-only client gets the RSA certificate', async () => {
    const seen = await handshake({ maxVersion: 'TLSv1.2', ciphers: rsa })
    expect(seen).to.deep.equal({ protocol: 'TLSv1.2', cipher: rsa, keyType: 'rsa', resumed: false, answer: 'postgres' })
  })

  it('TLS 1.2: an ECDHE-ECDSA-only client gets the EC certificate', async () => {
    const seen = await handshake({ maxVersion: 'TLSv1.2', ciphers: ecdsa })
    expect(seen).to.deep.equal({
      protocol: 'TLSv1.2',
      cipher: ecdsa,
      keyType: 'ec',
      resumed: false,
      answer: 'postgres',
    })
  })

  it('TLS 1.3: both certificates serve clients that verify only one signature algorithm', async () => {
    const ec = await handshake({ minVersion: 'TLSv1.3', sigalgs: 'ecdsa_secp256r1_sha256' })
    expect([ec.protocol, ec.keyType, ec.answer]).to.deep.equal(['TLSv1.3', 'ec', 'postgres'])
    const second = await handshake({ ...rsaClient, minVersion: 'TLSv1.3', sigalgs: 'rsa_pss_rsae_sha256' })
    expect([second.protocol, second.keyType, second.answer]).to.deep.equal(['TLSv1.3', 'rsa', 'postgres'])
  })

  it('checks the name: an address or name that is not in the certificate fails', async () => {
    expect((await handshake({ servername: 'localhost' })).answer).to.equal('postgres')
    const error = await handshake({ servername: 'elsewhere.example' }).catch((reason: NodeJS.ErrnoException) => reason)
    expect(error).to.have.property('code', 'ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('refuses a client of another authority and one without a certificate', async () => {
    for (const options of [stranger, { key: undefined, cert: undefined }]) {
      const error = await handshake({ maxVersion: 'TLSv1.2', ...options }).catch((reason: unknown) => reason)
      expect(error).to.be.an('error')
    }
  })
})
