import { execFileSync } from 'node:child_process'
import type { KeyObject } from 'node:crypto'
import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { CertificateRequest } from './certificate.ts'
import { createSerialNumber, issueCertificate } from './certificate.ts'
import type { Profile } from './extensions.ts'

const pairs = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'RSA-2048': generateKeyPairSync('rsa', { modulusLength: 2048 }),
  Ed25519: generateKeyPairSync('ed25519'),
}
const ca = pairs['P-256']

const request = (more: Partial<CertificateRequest> = {}): CertificateRequest => ({
  subject: { commonName: 'Prüfstelle' },
  publicKey: ca.publicKey,
  signingKey: ca.privateKey,
  serialNumber: createSerialNumber(randomBytes),
  notBefore: new Date(Date.now() - 1000),
  notAfter: new Date(Date.now() + 86_400_000),
  profile: 'ca',
  ...more,
})
const issue = (more: Partial<CertificateRequest> = {}): X509Certificate =>
  new X509Certificate(issueCertificate(request(more)))

describe('issueCertificate, judged by OpenSSL', () => {
  let directory: string
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-pki-'))
  })
  after(() => rmSync(directory, { recursive: true }))

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const text = (certificate: X509Certificate): string => {
    writeFileSync(join(directory, 'text.crt'), certificate.toString())
    return openssl('x509', '-in', 'text.crt', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus').replace(
      /\n\s+/g,
      '\n',
    )
  }
  const verify = (root: X509Certificate, leaf: X509Certificate, purpose: string, ...more: string[]): string => {
    writeFileSync(join(directory, 'root.crt'), root.toString())
    writeFileSync(join(directory, 'leaf.crt'), leaf.toString())
    return openssl('verify', '-x509_strict', '-CAfile', 'root.crt', '-purpose', purpose, ...more, 'leaf.crt')
  }

  for (const [caName, authority] of Object.entries(pairs)) {
    for (const [leafName, leaf] of Object.entries(pairs)) {
      it(`${caName} signs for ${leafName}`, () => {
        const root = issue({ publicKey: authority.publicKey, signingKey: authority.privateKey })
        const certificate = issue({
          subject: { commonName: 'leaf' },
          issuer: root,
          publicKey: leaf.publicKey,
          signingKey: authority.privateKey,
          profile: 'server',
          subjectAlternativeNames: ['localhost', '127.0.0.1', '::1'],
        })
        expect(verify(root, certificate, 'sslserver', '-verify_hostname', 'localhost')).to.equal('leaf.crt: OK\n')
        expect(root.verify(authority.publicKey)).to.equal(true)
        expect(certificate.verify(authority.publicKey)).to.equal(true)
        expect(certificate.checkIssued(root)).to.equal(true)
        expect(certificate.checkPrivateKey(leaf.privateKey)).to.equal(true)
      })
    }
  }

  it('lays an authority out as RFC 5280 §4.2.1 asks', () => {
    const shown = text(issue())
    expect(shown).to.include('Version: 3 (0x2)')
    expect(shown).to.include('Issuer: CN=Prüfstelle\n').and.include('Subject: CN=Prüfstelle\n')
    expect(shown).to.include('X509v3 Basic Constraints: critical\nCA:TRUE, pathlen:0\n')
    expect(shown).to.include('X509v3 Key Usage: critical\nCertificate Sign, CRL Sign\n')
    expect(shown).not.to.include('Extended Key Usage').and.not.include('Alternative Name')
    const [, subject] = /Subject Key Identifier: *\n([0-9A-F:]{59})\n/.exec(shown) ?? []
    const [, authority] = /Authority Key Identifier: *\n(?:keyid:)?([0-9A-F:]{59})\n/.exec(shown) ?? []
    expect(subject).to.be.a('string').and.equal(authority)
  })

  it('lays server and client certificates out for TLS', () => {
    const root = issue()
    const shown = (profile: Profile, publicKey: KeyObject, names: string[]): string =>
      text(issue({ issuer: root, profile, publicKey, subject: { commonName: 'x' }, subjectAlternativeNames: names }))

    const server = shown('server', pairs['RSA-2048'].publicKey, [
      'kms.example.com',
      '*.b.c',
      '192.0.2.7',
      '2001:db8::1',
    ])
    expect(server).to.include('X509v3 Basic Constraints: critical\nCA:FALSE\n')
    expect(server).to.include('X509v3 Key Usage: critical\nDigital Signature, Key Encipherment\n')
    expect(server).to.include('X509v3 Extended Key Usage: \nTLS Web Server Authentication\n')
    expect(server).to.include('DNS:kms.example.com, DNS:*.b.c, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:1')
    expect(server).to.include('Signature Algorithm: ecdsa-with-SHA256')

    const client = shown('client', pairs['P-384'].publicKey, [])
    expect(client).to.include('X509v3 Key Usage: critical\nDigital Signature\n')
    expect(client).to.include('X509v3 Extended Key Usage: \nTLS Web Client Authentication\n')
    expect(client).not.to.include('Alternative Name')
  })

  it('writes key usage without trailing zero bits, as DER asks of named bits (X.690 §11.2.2)', () => {
    const root = issue()
    const usage = (certificate: X509Certificate): string | undefined =>
      /0603551d0f0101ff0404(030\w{5})/.exec(certificate.raw.toString('hex'))?.[1]
    expect(usage(root)).to.equal('03020106')
    const leaf = { issuer: root, subject: { commonName: 'x' } }
    expect(usage(issue({ ...leaf, profile: 'client' }))).to.equal('03020780')
    expect(usage(issue({ ...leaf, profile: 'server', publicKey: pairs['RSA-2048'].publicKey }))).to.equal('030205a0')
  })

  it('keeps purposes apart and certificates from issuing further ones', () => {
    const root = issue()
    const client = issue({ issuer: root, profile: 'client', subject: { commonName: 'c' } })
    expect(verify(root, client, 'sslclient')).to.equal('leaf.crt: OK\n')
    expect(() => verify(root, client, 'sslserver')).to.throw('unsuitable certificate purpose')
    expect(() => issue({ issuer: client })).to.throw('not a certificate authority')
  })

  it('repeats the name and key identifier of an authority made elsewhere byte for byte', () => {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'other.key')
    const extension = ['-addext', 'keyUsage=critical,keyCertSign']
    const subject = '/C=DE/O=Kränzle & Söhne/CN=Old CA'
    openssl(
      'req',
      '-x509',
      '-key',
      'other.key',
      '-out',
      'other.crt',
      '-days',
      '9',
      '-utf8',
      '-subj',
      subject,
      ...extension,
    )
    const root = new X509Certificate(openssl('x509', '-in', 'other.crt'))
    const signingKey = openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'other.key')
    const leaf = issue({
      issuer: root,
      signingKey: createPrivateKey(signingKey),
      profile: 'client',
      subject: { commonName: 'c' },
    })
    expect(verify(root, leaf, 'sslclient')).to.equal('leaf.crt: OK\n')
    expect(leaf.checkIssued(root)).to.equal(true)
    const identifier = (shown: string, which: string): string | undefined =>
      new RegExp(`${which} Key Identifier: *\\n(?:keyid:)?([0-9A-F:]+)`).exec(shown)?.[1]
    expect(identifier(text(leaf), 'Authority')).to.equal(identifier(text(root), 'Subject'))
  })

  it('carries dates on both sides of 2050', () => {
    const notBefore = new Date('2049-12-31T23:59:59.900Z')
    const certificate = issue({ notBefore, notAfter: new Date('2050-01-01T00:00:00Z') })
    expect(certificate.validFromDate.toISOString()).to.equal('2049-12-31T23:59:59.000Z')
    expect(certificate.validToDate.toISOString()).to.equal('2050-01-01T00:00:00.000Z')
    expect(text(certificate)).to.include('Not After : Jan  1 00:00:00 2050 GMT')
  })
})

describe('issueCertificate refuses', () => {
  it('keys that nobody should certify', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
    const agreement = generateKeyPairSync('x25519')
    const root = issue()
    for (const [pair, words] of [
      [rsa, '1024'],
      [curve, 'secp256k1'],
      [agreement, 'x25519'],
    ] as const) {
      expect(() => issue({ issuer: root, publicKey: pair.publicKey, profile: 'client' })).to.throw(RangeError, words)
    }
  })

  it('a signing key of somebody else, an empty or long name, dates the wrong way round, a bad serial number', () => {
    expect(() => issue({ signingKey: pairs['P-384'].privateKey })).to.throw("not the issuer's key")
    expect(() => issue({ subject: { commonName: '' } })).to.throw('1 to 64')
    expect(() => issue({ subject: { commonName: 'é'.repeat(65) } })).to.throw('65')
    expect(issue({ subject: { commonName: 'é'.repeat(64) } }).subject).to.equal(`CN=${'é'.repeat(64)}`)
    expect(() => issue({ notAfter: new Date(0) })).to.throw('end after it starts')
    expect(() => issue({ serialNumber: new Uint8Array(21).fill(1) })).to.throw('serial number')
    expect(() => issue({ serialNumber: new Uint8Array(16) })).to.throw('serial number')
    expect(() => issue({ subjectAlternativeNames: ['no name'] })).to.throw('"no name"')
  })

  it('nothing in 16 random bytes: the serial number is positive and 16 bytes long', () => {
    for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
      const serialNumber = createSerialNumber((size) => new Uint8Array(size).fill(byte))
      const shown = issue({ serialNumber }).serialNumber
      expect(shown).to.match(/^[4-7][0-9A-F]{31}$/)
      expect(shown.toLowerCase()).to.equal(Buffer.from(serialNumber).toString('hex'))
    }
  })
})
