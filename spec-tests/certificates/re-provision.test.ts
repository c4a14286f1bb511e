import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Client, connect, KmipResponseError, toKeyObject } from '../../client/index.ts'
import { addClient, revokeClient, type Serving, serve } from '../../server/index.ts'
import { generatePrivateKey, issueClientCertificate } from '../../server/pki/authority.ts'
import { createSerialNumber, issueCertificate } from '../../server/pki/certificate.ts'
import { keyToPem } from '../../server/setup/key-files.ts'

interface Credential {
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

/** KMIP 2.1 §6.1.48. */
describe('Re-Provision', () => {
  let directory: string
  let running: Serving
  let old: Credential
  const clients: Client[] = []

  const start = async (flags: object = {}) => {
    running = await serve({
      environment: {},
      flags: {
        ...{ port: 0, https: { port: 0 }, dataDirectory: directory, log: { level: 'error' } },
        ...{ identity: { reProvision: true }, ...flags },
      },
    })
  }
  const addCredential = async (name: string): Promise<Credential> => {
    const { cert, key } = await addClient({ directory, name, keyType: 'EC', days: 30, now: new Date() })
    return { cert: readFileSync(cert), key: readFileSync(key) }
  }
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-re-provision-'))
    chmodSync(directory, 0o700)
    await start()
    old = await addCredential('app')
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close()
    await running.close()
    rmSync(directory, { recursive: true })
  })

  const connectAs = async (credential: Credential, options: object = {}): Promise<Client> => {
    const ca = readFileSync(join(directory, 'ca.crt'))
    const client = await connect({
      ...{ host: 'localhost', port: running.port, ca, version: '2.1', connections: 1 },
      ...credential,
      ...options,
    })
    clients.push(client)
    return client
  }
  const reasonOf = async (promise: Promise<unknown>): Promise<unknown> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return error instanceof KmipResponseError ? error.resultReason : error
  }
  const locate = async (credential: Credential, options: object = {}) =>
    (await (await connectAs(credential, options)).locate({})).uniqueIdentifier ?? []

  const createRequest = (key: string, subject: string): Buffer => {
    writeFileSync(join(directory, 'request.key'), key)
    const options = ['req', '-new', '-key', 'request.key', '-subj', subject, '-outform', 'DER']
    return execFileSync('openssl', options, { cwd: directory })
  }
  const certificateOf = async (client: Client, uniqueIdentifier: string): Promise<X509Certificate> => {
    const { object } = await client.get({ uniqueIdentifier })
    if (!object.certificate) throw new Error('no certificate')
    return new X509Certificate(object.certificate.certificateValue)
  }
  const generatePem = async () => keyToPem(await generatePrivateKey('EC'))

  it('signs a certificate request; the old certificate is good for its connection only', async () => {
    const client = await connectAs(old)
    const { uniqueIdentifier: own } = await client.create({
      objectType: 'SymmetricKey',
      attributes: { cryptographicAlgorithm: 'AES', cryptographicLength: 128, cryptographicUsageMask: ['Encrypt'] },
    })
    const other = await connectAs(old)
    await other.ping()
    const key = await generatePem()
    const { uniqueIdentifier } = await client.reProvision({
      certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: createRequest(key, '/CN=app') },
    })
    const certificate = await certificateOf(client, uniqueIdentifier as string)
    const before = new X509Certificate(old.cert)
    expect(certificate.subject).to.equal(before.subject)
    expect(certificate.serialNumber).not.to.equal(before.serialNumber)
    const lifetimeOf = ({ validToDate, validFromDate }: X509Certificate) =>
      validToDate.getTime() - validFromDate.getTime()
    expect(Math.abs(lifetimeOf(certificate) - lifetimeOf(before))).to.be.below(5000)

    for (const asked of [
      other.ping(),
      locate(old),
      locate(old, { url: running.httpsEndpoint, host: undefined, port: undefined }),
    ])
      expect(await reasonOf(asked)).to.equal('AuthenticationNotSuccessful')
    const renewed = { cert: certificate.toString(), key }
    expect(await locate(renewed)).to.have.members([own, uniqueIdentifier])
    // Over a restart too: nothing of it was in memory only.
    await running.close()
    await start()
    expect(await reasonOf(locate(old))).to.equal('AuthenticationNotSuccessful')
    expect(await locate(renewed)).to.have.members([own, uniqueIdentifier])
  })

  it('makes key and certificate itself when nothing is given', async () => {
    const client = await connectAs(old)
    const { uniqueIdentifier } = await client.reProvision({})
    const { object, objectType } = await client.get({ uniqueIdentifier })
    expect(objectType).to.equal('PrivateKey')
    const key = toKeyObject({ objectType, object } as never)
    expect(key.type).to.equal('private')
    const { uniqueIdentifier: certificates = [] } = await client.locate({ attributes: { objectType: 'Certificate' } })
    const certificate = await certificateOf(client, certificates[0] as string)
    expect(createPublicKey(key as never).equals(certificate.publicKey)).to.equal(true)
    const renewed = { cert: certificate.toString(), key: keyToPem(key as never) }
    expect(await locate(renewed)).to.include(uniqueIdentifier)
    expect(await reasonOf(locate(old))).to.equal('AuthenticationNotSuccessful')
  })

  it('takes a certificate of an authority that it trusts, of the same name', async () => {
    const ca = readFileSync(join(directory, 'ca.crt'))
    const authority = {
      certificate: new X509Certificate(ca),
      privateKey: createPrivateKey(readFileSync(join(directory, 'ca.key'))),
    }
    const issue = async (commonName: string) => {
      const key = await generatePrivateKey('EC')
      const certificate = issueClientCertificate(authority, { key, now: new Date(), randomBytes, commonName, days: 2 })
      return { cert: certificate.toString(), key: keyToPem(key), raw: certificate.raw }
    }
    const client = await connectAs(old)
    const offer = (certificateValue: Uint8Array) =>
      client.reProvision({ certificate: { certificateType: 'X_509', certificateValue } })
    expect(await reasonOf(offer((await issue('admin')).raw))).to.equal('PermissionDenied')
    expect(await reasonOf(offer(new X509Certificate(old.cert).raw))).to.equal('InvalidField')
    expect(await reasonOf(offer(randomBytes(20)))).to.equal('InvalidField')
    expect(await reasonOf(offer(signItself()))).to.equal('PermissionDenied')
    const serverKey = await generatePrivateKey('EC')
    const ofServer = issueCertificate({
      ...{
        subject: { commonName: 'app' },
        issuer: authority.certificate,
        publicKey: createPublicKey(serverKey as never),
      },
      ...{
        signingKey: authority.privateKey,
        serialNumber: createSerialNumber(randomBytes),
        profile: 'server' as const,
      },
      ...{ notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) },
    })
    expect(await reasonOf(offer(ofServer))).to.equal('PermissionDenied')
    const { raw, ...renewed } = await issue('app')
    const { uniqueIdentifier } = await offer(raw)
    expect(await locate(renewed)).to.deep.equal([uniqueIdentifier])
    expect(await reasonOf(locate(old))).to.equal('AuthenticationNotSuccessful')
    // One that was replaced does not come back.
    const back = (await connectAs(renewed)).reProvision({
      certificate: { certificateType: 'X_509', certificateValue: new X509Certificate(old.cert).raw },
    })
    expect(await reasonOf(back)).to.equal('PermissionDenied')
  })
  const signItself = (): Uint8Array => {
    const options = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'self.key',
    ]
    return execFileSync('openssl', [...options, '-subj', '/CN=app', '-outform', 'DER'], {
      cwd: directory,
      stdio: 'pipe',
    })
  }

  it('is for the client itself, by its own name, once', async () => {
    const client = await connectAs(old)
    const csr = (certificateRequestValue: Uint8Array) =>
      client.reProvision({ certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue } })
    const key = await generatePem()
    expect(await reasonOf(csr(createRequest(key, '/CN=admin')))).to.equal('PermissionDenied')
    const damaged = createRequest(key, '/CN=app')
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1)
    expect(await reasonOf(csr(damaged))).to.equal('InvalidCSR')
    const both = {
      certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: createRequest(key, '/') },
      certificate: { certificateType: 'X_509', certificateValue: new X509Certificate(old.cert).raw },
    } as const
    expect(await reasonOf(client.reProvision(both))).to.equal('InvalidField')
    expect(await client.locate({})).to.deep.equal({})
    const { ticket } = await client.login({})
    const withTicket = await connectAs(old, {
      credentials: [{ credentialType: 'Ticket', credentialValue: { ticket } }],
    })
    expect(await reasonOf(withTicket.reProvision({}))).to.equal('PermissionDenied')
    const twice = await Promise.all([
      reasonOf((await connectAs(old)).reProvision({})),
      reasonOf((await connectAs(old)).reProvision({})),
    ])
    expect(twice.filter((reason) => reason === undefined)).to.have.length(1)
  })

  it('does not care what others keep, also where the client may locate it', async () => {
    await running.close()
    await start({ policy: { grants: [{ to: ['app'], operations: ['Locate'], owners: ['*'] }] } })
    const other = await connectAs(await addCredential('other'))
    const { uniqueIdentifier } = await other.register({
      objectType: 'Certificate',
      attributes: {},
      object: { certificate: { certificateType: 'X_509', certificateValue: new X509Certificate(old.cert).raw } },
    })
    await other.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'KeyCompromise' } })
    const client = await connectAs(old)
    expect((await client.locate({})).uniqueIdentifier).to.deep.equal([uniqueIdentifier])
    expect(await reasonOf(client.reProvision({}))).to.equal(undefined)
  })

  it('is refused for a certificate that is revoked, here or as an object, and lets the name in again that was', async () => {
    const client = await connectAs(old)
    const { uniqueIdentifier } = await client.register({
      objectType: 'Certificate',
      attributes: {},
      object: { certificate: { certificateType: 'X_509', certificateValue: new X509Certificate(old.cert).raw } },
    })
    const revocationReason = { revocationReasonCode: 'KeyCompromise' } as const
    await client.revoke({ uniqueIdentifier, revocationReason, compromiseOccurrenceDate: new Date() })
    expect(await reasonOf(client.reProvision({}))).to.equal('PermissionDenied')

    await revokeClient({ directory, which: { name: 'app' }, now: new Date() })
    const again = await addCredential('app')
    const second = await connectAs(again)
    const key = await generatePem()
    const made = await second.reProvision({
      certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: createRequest(key, '/CN=app') },
    })
    const certificate = await certificateOf(second, made.uniqueIdentifier as string)
    expect(await locate({ cert: certificate.toString(), key })).to.include(made.uniqueIdentifier)
  })

  it('is not there unless the configuration says so', async () => {
    await running.close()
    await start({ identity: {} })
    const client = await connectAs(old)
    expect(await reasonOf(client.reProvision({}))).to.equal('OperationNotSupported')
    expect((await client.query({ queryFunction: ['QueryOperations'] })).operation).not.to.include('ReProvision')
    await running.close()
    await start()
    const answer = await (await connectAs(old)).query({ queryFunction: ['QueryOperations'] })
    expect(answer.operation).to.include('ReProvision')
  })
})
