import { execFileSync } from 'node:child_process'
import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AttributesByKey, attributeList } from '../../codec/index.ts'
import { type Authority, createAuthority, generatePrivateKey } from '../../server/pki/authority.ts'
import { type LocalServer, openLocalServer, outcomeOf, type RequestOptions } from '../support/local-server.ts'

const bob = { principal: { id: 'CN=bob' } }

/** KMIP 1.4 §4.7, §4.8, §4.24; 2.1 §6.1.6, §6.1.45, §6.1.57. */
describe('Certify, Re-certify, Validate', () => {
  let folder: string
  let authority: Authority
  let local: LocalServer
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-certify-'))
    const key = await generatePrivateKey('EC')
    authority = createAuthority({ key, now: new Date(), randomBytes }, 'kmip Certify CA')
    writeFileSync(join(folder, 'ca.crt'), authority.certificate.toString())
  })
  after(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    local = await openLocalServer({ certifyAuthority: authority })
  })
  afterEach(async () => {
    expect(local.faults).to.deep.equal([])
    await local.close()
  })

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  /** A request of OpenSSL for the key `NAME.key`, which is made when it is not there. */
  const request = (name: string, subject = `/CN=${name}`, ...more: string[]): Buffer => {
    try {
      readFileSync(join(folder, `${name}.key`))
    } catch {
      openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`)
    }
    openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-outform', 'DER', '-out', 'r.der', ...more)
    return readFileSync(join(folder, 'r.der'))
  }
  /** A certificate that `a.key` signs for itself, in a file. */
  const selfSign = (subject: string, file: string, ...more: string[]): string => {
    const form = ['-days', '3', '-outform', 'DER', '-out', file]
    return openssl('req', '-x509', '-new', '-key', 'a.key', '-subj', subject, ...form, ...more)
  }
  /** The key of `NAME.key`, registered. */
  const registerKey = async (name: string, attributes: AttributesByKey = {}, how?: RequestOptions): Promise<string> => {
    request(name)
    openssl('pkey', '-in', `${name}.key`, '-pubout', '-outform', 'DER', '-out', 'p.der')
    const keyMaterial = Uint8Array.from(readFileSync(join(folder, 'p.der')))
    const keyBlock = {
      keyFormatType: 'X_509',
      keyValue: { keyMaterial },
      cryptographicAlgorithm: 'EC',
      cryptographicLength: 256,
    }
    const list = attributeList({ cryptographicUsageMask: ['Verify'], ...attributes })
    const payload = { objectType: 'PublicKey', attributes: list, object: { publicKey: { keyBlock } } }
    return String((await local.payload('Register', payload, how)).uniqueIdentifier)
  }
  const x509 = attributeList({ certificateType: 'X_509' })
  const certify = async (payload: Record<string, unknown>, how?: RequestOptions): Promise<string> =>
    String((await local.payload('Certify', payload, how)).uniqueIdentifier)
  const certificateOf = async (uniqueIdentifier: string): Promise<X509Certificate> => {
    const { object } = await local.payload('Get', { uniqueIdentifier })
    return new X509Certificate(
      (object as { certificate: { certificateValue: Uint8Array } }).certificate.certificateValue,
    )
  }
  const pkcs10 = (certificateRequestValue: Uint8Array) => ({
    certificateRequestType: 'PKCS_10',
    certificateRequestValue,
  })
  const links = async (id: string) =>
    ((await local.attribute(id, 'Link')) as { linkType: string; linkedObjectIdentifier: string }[]).map(
      ({ linkType, linkedObjectIdentifier }) => [linkType, linkedObjectIdentifier],
    )
  const state = async (id: string) => (await local.attribute(id, 'State'))[0]
  const validity = async (payload: Record<string, unknown>, how?: RequestOptions) =>
    (await local.payload('Validate', payload, how)).validityIndicator

  describe('Certify', () => {
    it('certifies what a request asks for; OpenSSL verifies it', async () => {
      const key = await registerKey('a')
      const der = request(
        'a',
        '/C=US/O=ACME/CN=a',
        '-addext',
        'subjectAltName=DNS:a.example',
        '-addext',
        'extendedKeyUsage=serverAuth',
      )
      const id = await certify({ uniqueIdentifier: key, ...pkcs10(der), attributes: attributeList({ name: 'cert-a' }) })
      const certificate = await certificateOf(id)
      writeFileSync(join(folder, 'c.crt'), certificate.toString())
      const purpose = ['-purpose', 'sslserver', '-verify_hostname', 'a.example']
      expect(openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', ...purpose, 'c.crt')).to.equal('c.crt: OK\n')
      expect(certificate.subject).to.equal('C=US\nO=ACME\nCN=a')
      expect(certificate.ca).to.equal(false)
      expect(await links(id)).to.deep.equal([['PublicKeyLink', key]])
      expect(await links(key)).to.deep.equal([['CertificateLink', id]])
      expect(await local.attribute(id, 'Name')).to.have.length(1)
      expect(await local.attribute(id, 'CertificateSubjectO')).to.deep.equal(['ACME'])
      expect(await local.attribute(id, 'CertificateLength')).to.deep.equal([certificate.raw.length])
      expect(await state(id)).to.equal('PreActive')
    })

    it('takes the ID Placeholder, and leaves it to a Get', async () => {
      request('a')
      await registerKey('a')
      const id = await registerKey('b')
      const items = await local.batch([
        {
          operation: 'Locate',
          requestPayload: { attributes: attributeList({ objectType: 'PublicKey' }), maximumItems: 1, offsetItems: 1 },
        },
        { operation: 'Certify', requestPayload: { attributes: x509 } },
        { operation: 'Get', requestPayload: {} },
      ])
      expect(items.map(outcomeOf)).to.deep.equal(['Success', 'Success', 'Success'])
      expect(items[2]?.responsePayload).to.include({ objectType: 'Certificate' })
      expect(await links(id)).to.have.length(1)
    })

    it('without a request takes the subject from the attributes, else from the Name', async () => {
      const key = await registerKey('a', { name: 'key of a' })
      const subject = async (attributes: AttributesByKey) => {
        const id = await certify({
          uniqueIdentifier: key,
          attributes: attributeList({ certificateType: 'X_509', ...attributes }),
        })
        return (await certificateOf(id)).subject
      }
      expect(await subject({})).to.equal('CN=key of a')
      expect(await subject({ name: 'other' })).to.equal('CN=other')
      expect(
        await subject({ certificateSubjectCN: 'x', certificateSubjectO: 'ACME', certificateSubjectOU: ['u', 'v'] }),
      ).to.equal('O=ACME\nOU=u\nOU=v\nCN=x')
      const text = { certificateSubjectDistinguishedName: 'CN=a\\, b,O=Ä' }
      expect(await subject({ certificateSubject: text })).to.equal('O=Ä\nCN=a\\, b')
      const { subject: named } = await certificateOf(
        await certify({
          uniqueIdentifier: key,
          ...pkcs10(request('a', '/CN=of the request')),
          attributes: attributeList({ certificateSubjectCN: 'x' }),
        }),
      )
      expect(named, 'the request takes precedence').to.equal('CN=of the request')
    })

    it('takes alternative names, Key Usage and dates from the attributes', async () => {
      const key = await registerKey('a', { name: 'a' })
      const [activationDate, deactivationDate] = [new Date('2030-01-01T00:00:00Z'), new Date('2031-01-01T00:00:00Z')]
      const alternativeName = [
        { alternativeNameValue: 'a.example', alternativeNameType: 'DNSName' },
        { alternativeNameValue: '192.0.2.7', alternativeNameType: 'IPAddress' },
        { alternativeNameValue: 'a@b.example', alternativeNameType: 'EmailAddress' },
        { alternativeNameValue: 'urn:x', alternativeNameType: 'URI' },
        { alternativeNameValue: 'shelf 3', alternativeNameType: 'ObjectSerialNumber' },
      ] as const
      const wanted = {
        activationDate,
        deactivationDate,
        alternativeName,
        cryptographicUsageMask: ['Verify', 'KeyAgreement'] as const,
      }
      const id = await certify({
        uniqueIdentifier: key,
        attributes: attributeList({ certificateType: 'X_509', ...wanted }),
      })
      const certificate = await certificateOf(id)
      expect(certificate.subjectAltName).to.equal('DNS:a.example, IP Address:192.0.2.7, email:a@b.example, URI:urn:x')
      expect([certificate.validFromDate, certificate.validToDate]).to.deep.equal([activationDate, deactivationDate])
      writeFileSync(join(folder, 'c.crt'), certificate.toString())
      expect(openssl('x509', '-in', 'c.crt', '-noout', '-ext', 'keyUsage')).to.include(
        'Digital Signature, Key Agreement',
      )
    })

    it("issues certificates for a year by default, and never beyond the authority's end", async () => {
      const key = await registerKey('a', { name: 'a' })
      const made = await certificateOf(await certify({ uniqueIdentifier: key, attributes: x509 }))
      expect(made.validToDate.getTime() - Date.now()).to.be.within(364 * 86_400_000, 366 * 86_400_000)
      const late = attributeList({ certificateType: 'X_509', deactivationDate: new Date('2099-01-01T00:00:00Z') })
      const { validToDate } = await certificateOf(await certify({ uniqueIdentifier: key, attributes: late }))
      expect(validToDate).to.deep.equal(authority.certificate.validToDate)
    })

    it('certifies a key again: both certificates are linked', async () => {
      const key = await registerKey('a', { name: 'a' })
      const ids = [
        await certify({ uniqueIdentifier: key, attributes: x509 }),
        await certify({ uniqueIdentifier: key, attributes: x509 }),
      ]
      expect(await links(key)).to.deep.equal(ids.map((id) => ['CertificateLink', id]))
    })

    it('in 2.x certifies a request that stands alone, in 1.x requires the public key', async () => {
      const id = await certify(pkcs10(request('alone')), { version: '2.1' })
      expect((await certificateOf(id)).subject).to.equal('CN=alone')
      expect(await links(id)).to.deep.equal([])
      expect(outcomeOf(await local.one('Certify', pkcs10(request('alone'))))).to.equal('ItemNotFound')
    })

    it('certifies a certificate request that is kept, and renews with one (2.x)', async () => {
      const keep = async (name: string, certificateRequestValue = Uint8Array.from(request(name))) => {
        const object = { certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue } }
        const payload = { objectType: 'CertificateRequest', object, attributes: [] }
        return String((await local.payload('Register', payload, { version: '2.1' })).uniqueIdentifier)
      }
      const kept = await keep('kept')
      const id = await certify({ uniqueIdentifier: kept }, { version: '2.1' })
      expect((await certificateOf(id)).subject).to.equal('CN=kept')
      const other = await keep('kept', Uint8Array.from(request('kept', '/CN=kept/O=ACME')))
      const renew = (certificateRequestUniqueIdentifier: string, how: RequestOptions = {}) =>
        local.one('ReCertify', { uniqueIdentifier: id, certificateRequestUniqueIdentifier }, { version: '2.1', ...how })
      const renewed = await renew(other)
      const { uniqueIdentifier } = renewed.responsePayload as { uniqueIdentifier: string }
      expect((await certificateOf(uniqueIdentifier)).subject).to.equal('CN=kept\nO=ACME')
      expect(outcomeOf(await renew(await keep('another')))).to.equal('InvalidCSR')
      expect(outcomeOf(await renew(id))).to.equal('InvalidObjectType')
      const nonsense = await keep('x', randomBytes(50))
      expect(outcomeOf(await local.one('Certify', { uniqueIdentifier: nonsense }, { version: '2.1' }))).to.equal(
        'InvalidCSR',
      )
      expect(outcomeOf(await local.one('Certify', { uniqueIdentifier: kept }, { version: '2.1', ...bob }))).to.equal(
        'PermissionDenied',
      )
    })

    it('refuses what it should', async () => {
      const key = await registerKey('a', { name: 'a' })
      const askOutcome = async (
        payload: Record<string, unknown>,
        version: RequestOptions['version'] = '2.1',
        how: RequestOptions = {},
      ) => outcomeOf(await local.one('Certify', { uniqueIdentifier: key, ...payload }, { version, ...how }))
      expect(await askOutcome(pkcs10(request('b')))).to.equal('InvalidCSR')
      expect(await askOutcome(pkcs10(request('b')), '1.4')).to.equal('InvalidField')
      expect(await askOutcome(pkcs10(randomBytes(100)))).to.equal('InvalidCSR')
      expect(await askOutcome({ certificateRequestValue: request('a') })).to.equal('InvalidField')
      expect(await askOutcome({})).to.equal('InvalidField')
      expect(await askOutcome({ attributes: attributeList({ certificateType: 'PGP' }) })).to.equal(
        'FeatureNotSupported',
      )
      const signer = attributeList({ certificateType: 'X_509', cryptographicUsageMask: ['CertificateSign'] })
      expect(await askOutcome({ attributes: signer })).to.equal('PermissionDenied')
      const backwards = { activationDate: new Date(2e12), deactivationDate: new Date(1.9e12) }
      expect(await askOutcome({ attributes: attributeList({ certificateType: 'X_509', ...backwards }) })).to.equal(
        'PermissionDenied',
      )
      const long = attributeList({ certificateType: 'X_509', certificateSubjectC: 'Ö' })
      expect(await askOutcome({ attributes: long })).to.equal('InvalidField')
      const bytes = { subjectDistinguishedName: Buffer.from('no name') }
      expect(
        await askOutcome({ attributes: attributeList({ certificateType: 'X_509', x_509CertificateSubject: bytes }) }),
      ).to.equal('InvalidField')
      const signed = attributeList({ certificateType: 'X_509', digitalSignatureAlgorithm: 'MD5WithRSAEncryption' })
      expect(await askOutcome({ attributes: signed })).to.equal('InvalidField')
      const measured = attributeList({ certificateType: 'X_509', certificateLength: 1 })
      expect(await askOutcome({ attributes: measured })).to.equal('InvalidField')
      expect(await askOutcome({ attributes: x509 }, '2.1', bob)).to.equal('PermissionDenied')
      expect(await askOutcome({ uniqueIdentifier: await local.key(), attributes: x509 })).to.equal('InvalidObjectType')
      const rsa = await local.payload('CreateKeyPair', {
        commonAttributes: attributeList({ cryptographicAlgorithm: 'RSA', cryptographicLength: 1024 }),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      })
      expect(await askOutcome({ uniqueIdentifier: rsa.publicKeyUniqueIdentifier, attributes: x509 })).to.equal(
        'PermissionDenied',
      )
      const revocationReason = { revocationReasonCode: 'KeyCompromise' }
      await local.payload('Revoke', { uniqueIdentifier: key, revocationReason })
      expect(await askOutcome({ attributes: x509 })).to.equal('PermissionDenied')
      expect(await askOutcome({ attributes: x509, uniqueIdentifier: 'none' })).to.equal('ObjectNotFound')
    })

    it('is not there without an authority', async () => {
      const without = await openLocalServer()
      expect(outcomeOf(await without.one('Certify', { uniqueIdentifier: 'x' }))).to.equal('OperationNotSupported')
      const { operation } = await without.payload('Query', { queryFunction: ['QueryOperations'] })
      expect(operation).to.include('Validate').and.not.include('Certify').and.not.include('ReCertify')
      await without.close()
    })
  })

  describe('Re-certify', () => {
    it('renews for the same key and subject; Names and links move', async () => {
      const key = await registerKey('a')
      const der = request('a', '/CN=a', '-addext', 'subjectAltName=DNS:a.example')
      const old = await certify({ uniqueIdentifier: key, ...pkcs10(der), attributes: attributeList({ name: 'n' }) })
      const further = await certify({ uniqueIdentifier: key, ...pkcs10(der) })
      const { uniqueIdentifier } = await local.payload('ReCertify', { uniqueIdentifier: old })
      const id = String(uniqueIdentifier)
      const [before, after] = [await certificateOf(old), await certificateOf(id)]
      expect(after.subject).to.equal(before.subject)
      expect(after.subjectAltName).to.equal('DNS:a.example')
      expect(after.publicKey.equals(before.publicKey)).to.equal(true)
      expect(after.serialNumber).not.to.equal(before.serialNumber)
      expect(after.verify(authority.certificate.publicKey)).to.equal(true)
      expect(await links(old)).to.deep.equal([
        ['PublicKeyLink', key],
        ['ReplacementObjectLink', id],
      ])
      expect(await links(id)).to.deep.equal([
        ['PublicKeyLink', key],
        ['ReplacedObjectLink', old],
      ])
      expect(await links(key)).to.deep.equal([
        ['CertificateLink', further],
        ['CertificateLink', id],
      ])
      expect(await local.attribute(old, 'Name')).to.deep.equal([])
      expect(await local.attribute(id, 'Name')).to.have.length(1)
    })

    it('computes the dates from Offset (table 186)', async () => {
      const key = await registerKey('a', { name: 'a' })
      const now = new Date(Math.floor(Date.now() / 1000) * 1000)
      local.clock = now
      const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
      const dates = { activationDate: at(-1000), deactivationDate: at(9000) }
      const old = await certify({
        uniqueIdentifier: key,
        attributes: attributeList({ certificateType: 'X_509', ...dates }),
      })
      const { uniqueIdentifier } = await local.payload('ReCertify', { uniqueIdentifier: old, offset: 600 })
      const id = String(uniqueIdentifier)
      expect(await local.attribute(id, 'ActivationDate')).to.deep.equal([at(600)])
      expect(await local.attribute(id, 'DeactivationDate')).to.deep.equal([at(10_600)])
      expect([await state(old), await state(id)]).to.deep.equal(['Active', 'PreActive'])
      const { validFromDate, validToDate } = await certificateOf(id)
      expect([validFromDate, validToDate]).to.deep.equal([at(600), at(10_600)])
      const both = { uniqueIdentifier: old, offset: 1, attributes: attributeList({ activationDate: at(0) }) }
      expect(outcomeOf(await local.one('ReCertify', both))).to.equal('InvalidMessage')
    })

    it('renews a certificate of somebody else, but never an authority or for another key', async () => {
      selfSign('/CN=foreign', 'f.der', '-addext', 'basicConstraints=CA:FALSE')
      selfSign('/CN=foreign CA', 'ca.der')
      const register = async (file: string) => {
        const certificate = {
          certificateType: 'X_509',
          certificateValue: Uint8Array.from(readFileSync(join(folder, file))),
        }
        const payload = {
          objectType: 'Certificate',
          attributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
          object: { certificate },
        }
        return (await local.payload('Register', payload)).uniqueIdentifier
      }
      const foreign = await register('f.der')
      const renewed = await local.payload('ReCertify', { uniqueIdentifier: foreign })
      const certificate = await certificateOf(String(renewed.uniqueIdentifier))
      expect(certificate.subject).to.equal('CN=foreign')
      expect(certificate.issuer).to.equal(authority.certificate.subject)
      const askOutcome = async (payload: Record<string, unknown>) =>
        outcomeOf(await local.one('ReCertify', payload, { version: '2.1' }))
      expect(await askOutcome({ uniqueIdentifier: await register('ca.der') })).to.equal('PermissionDenied')
      expect(await askOutcome({ uniqueIdentifier: foreign, ...pkcs10(request('b')) })).to.equal('InvalidCSR')
      expect(await askOutcome({ uniqueIdentifier: await local.key() })).to.equal('InvalidObjectType')
    })
  })

  describe('Validate', () => {
    const createChain = async (name = 'a') => {
      const key = await registerKey(name, { name })
      const id = await certify({ uniqueIdentifier: key, attributes: x509 })
      const raw = Uint8Array.from((await certificateOf(id)).raw)
      return { id, certificate: { certificateType: 'X_509', certificateValue: raw } }
    }
    const root = () => ({ certificateType: 'X_509', certificateValue: Uint8Array.from(authority.certificate.raw) })

    it('finds what it certified valid, by identifier, by value and both, at its dates', async () => {
      const { id, certificate } = await createChain()
      expect(await validity({ uniqueIdentifier: [id] })).to.equal('Valid')
      expect(await validity({ certificate: [root(), certificate] })).to.equal('Valid')
      expect(await validity({ certificate: [root()], uniqueIdentifier: [id] })).to.equal('Valid')
      expect(await validity({ certificate: [certificate] }, bob)).to.equal('Valid')
      const [soon, late] = [new Date(Date.now() + 300 * 86_400_000), new Date(Date.now() + 400 * 86_400_000)]
      expect(await validity({ uniqueIdentifier: [id], validityDate: soon })).to.equal('Valid')
      expect(await validity({ uniqueIdentifier: [id], validityDate: late })).to.equal('Invalid')
    })

    it('finds what its owner has revoked invalid, whichever way it is given', async () => {
      const { id, certificate } = await createChain()
      const revocationReason = { revocationReasonCode: 'KeyCompromise' }
      await local.payload('Revoke', { uniqueIdentifier: id, revocationReason })
      expect(await validity({ uniqueIdentifier: [id] })).to.equal('Invalid')
      expect(await validity({ certificate: [certificate] })).to.equal('Invalid')
      expect(await validity({ certificate: [certificate] }, bob), 'it is none of bob').to.equal('Valid')
    })

    it('knows a foreign root only from who keeps it', async () => {
      selfSign('/CN=root', 'root.der')
      const certificate = {
        certificateType: 'X_509',
        certificateValue: Uint8Array.from(readFileSync(join(folder, 'root.der'))),
      }
      expect(await validity({ certificate: [certificate] })).to.equal('Unknown')
      const attributes = attributeList({ cryptographicUsageMask: ['Verify'] })
      const { uniqueIdentifier } = await local.payload('Register', {
        objectType: 'Certificate',
        attributes,
        object: { certificate },
      })
      expect(await validity({ uniqueIdentifier: [uniqueIdentifier] })).to.equal('Valid')
      expect(await validity({ certificate: [certificate] })).to.equal('Valid')
      expect(await validity({ certificate: [certificate] }, bob)).to.equal('Unknown')
    })

    it('refuses what is no chain', async () => {
      const { id, certificate } = await createChain()
      const askOutcome = async (payload: Record<string, unknown>, how: RequestOptions = {}) =>
        outcomeOf(await local.one('Validate', payload, { version: '2.1', ...how }))
      expect(await askOutcome({})).to.equal('InvalidMessage')
      expect(
        await askOutcome({ certificate: [certificate], uniqueIdentifier: [(await createChain('b')).id] }),
      ).to.equal('InvalidMessage')
      expect(await askOutcome({ certificate: Array(21).fill(certificate) })).to.equal('InvalidField')
      expect(await askOutcome({ uniqueIdentifier: [await local.key()] })).to.equal('InvalidObjectType')
      expect(await askOutcome({ uniqueIdentifier: [id] }, bob)).to.equal('PermissionDenied')
      const pgp = { certificateType: 'PGP', certificateValue: randomBytes(10) }
      expect(await askOutcome({ certificate: [pgp] })).to.equal('FeatureNotSupported')
      const nonsense = { certificateType: 'X_509', certificateValue: randomBytes(100) }
      expect(await validity({ certificate: [nonsense] })).to.equal('Invalid')
    })
  })
})
