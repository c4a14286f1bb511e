import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, get } from 'node:https'
import { expect } from 'chai'
import { connect } from '../../client/index.ts'
import { attributeList } from '../../codec/index.ts'
import { createAuthority, generatePrivateKey } from '../../server/pki/authority.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'

// SECURITY.md: the server refuses a certificate made by Certify, whatever name it carries.
describe('a certificate made by Certify, as a client certificate', () => {
  let site: TestSite
  before(async () => {
    site = await openTestSite()
  })
  after(() => site.close())

  /** Certifies a key as CN=admin, and tries to get in with it. */
  const attempt = async (server: TestServer): Promise<unknown> => {
    const key = await generatePrivateKey('EC')
    const { port, ca } = server
    const at = { host: 'localhost', port, ca }
    await using client = await connect({ ...at, cert: server.cert, key: server.key })
    const keyMaterial = Uint8Array.from(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    const { uniqueIdentifier } = await client.register({
      objectType: 'PublicKey',
      attributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      object: {
        publicKey: {
          keyBlock: {
            keyFormatType: 'X_509',
            keyValue: { keyMaterial },
            cryptographicAlgorithm: 'EC',
            cryptographicLength: 256,
          },
        },
      },
    })
    const made = await client.certify({
      uniqueIdentifier,
      attributes: attributeList({ certificateType: 'X_509', certificateSubjectCN: 'admin' }),
    })
    const { object } = await client.get({ uniqueIdentifier: made.uniqueIdentifier })
    if (!object.certificate) throw new Error('no certificate')
    const cert = new X509Certificate(object.certificate.certificateValue)
    expect(cert.subject).to.equal('CN=admin')
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
    return connect({ ...at, cert: cert.toString(), key: pem, retries: 0 })
      .then((other) => other.query({ queryFunction: ['QueryOperations'] }))
      .then(
        () => 'let in',
        (error: Error) => error,
      )
  }

  it('is of no authority that clients are trusted of', async () => {
    const server = await site.start()
    expect(await attempt(server)).to.be.instanceOf(Error)
    expect(server.closed.join()).to.match(/certificate is not from/)
  })

  it('is refused even where the configuration trusts that authority', async () => {
    const key = await generatePrivateKey('EC')
    const certifyAuthority = createAuthority({ key, now: new Date(), randomBytes }, 'kmip Certify CA')
    const server = await site.start({
      certifyAuthority,
      furtherClientCa: certifyAuthority.certificate.toString(),
      furtherAuthorities: [{ ...certifyAuthority, prefix: 'certified' }],
    })
    expect(await attempt(server)).to.be.instanceOf(Error)
    expect(server.closed).to.include('a client certificate made by Certify')
  })

  // A comparison of keys of different types left an error in OpenSSL's queue, and the next read of the connection failed.
  it('regression: clients with keys of another type than the authority for Certify keep their connections', async () => {
    const key = await generatePrivateKey('RSA')
    const certifyAuthority = createAuthority({ key, now: new Date(), randomBytes }, 'kmip Certify CA')
    const server = await site.start({ certifyAuthority, https: true })
    const { port, httpsPort, ca, cert, key: clientKey } = server
    await using client = await connect({ host: 'localhost', port, ca, cert, key: clientKey })
    const agent = new Agent({ ca, cert, key: clientKey, keepAlive: true, maxSockets: 1 })
    const statuses = []
    for (let count = 0; count < 3; count++) {
      await client.query({ queryFunction: ['QueryOperations'] })
      const request = get({ host: 'localhost', port: httpsPort, path: '/nothing', agent })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      await once(response, 'end')
      statuses.push(response.statusCode)
    }
    agent.destroy()
    expect(statuses).to.deep.equal([404, 404, 404])
    expect(server.closed).to.deep.equal([])
  })
})
