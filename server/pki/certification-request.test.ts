import { execFileSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type CertificateRequestType, KmipError } from '../../codec/index.ts'
import { readCertificationRequest } from './certification-request.ts'
import { formatName } from './distinguished-name.ts'

/**
 * Made with OpenSSL 3.0.19: openssl cmp -cmd ir -newkey KEY -subject /CN=crmf-client/O=Test -sans example.org -popo 1
 * -reqout FILE, of which this is the body: CertReqMessages.
 */
const crmf = Buffer.from(
  '308201023081ff3081a402010030819ea52730253114301206035504030c0b63726d662d636c69656e74310d300b060355040a0c045465' +
    '7374a659301306072a8648ce3d020106082a8648ce3d03010703420004ba45a333db3820af0c85b36ed5226d3254838ddfccdac483bf52' +
    '8737f386997441815062e4f73cdef6dd47dfcde9c2d52eaad13c2e44869f2b0c3403ce1e7da7a91830160603551d11040f300d820b6578' +
    '616d706c652e6f7267a156300a06082a8648ce3d04030203480030450221008a79c9dc71445c2d8864c1ecfa3cc2c396d1dc7e84963529' +
    '1c79b4920f83e9b1022006abe7e3ee9386302f37334bad2d663ca0e03d4f41e53f9c53d59b4d7598f03d',
  'hex',
)

const keys: Readonly<Record<string, string[]>> = {
  'RSA-2048': ['rsa:2048'],
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'P-521': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  Ed25519: ['ed25519'],
}

describe('certificate requests', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-request-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  const file = (name: string): Buffer => readFileSync(join(folder, name))
  const request = (newkey: string[], ...more: string[]): Buffer => {
    const args = ['-nodes', '-keyout', 'k.pem', '-out', 'r.der', '-outform', 'DER', '-subj', '/C=US/O=ACME/CN=Client']
    openssl('req', '-new', '-newkey', ...newkey, ...args, ...more)
    return file('r.der')
  }
  const reasonOf = (type: CertificateRequestType, bytes: Uint8Array): string => {
    try {
      readCertificationRequest(type, bytes)
      return 'read'
    } catch (error) {
      if (error instanceof KmipError) return error.reason
      throw error
    }
  }

  const said = (der: Uint8Array) => {
    const { subject, publicKey, extensions } = readCertificationRequest('PKCS_10', der)
    return [Buffer.from(subject).toString('hex'), publicKey.export({ format: 'jwk' }), extensions]
  }

  for (const [name, newkey] of Object.entries(keys)) {
    it(`of OpenSSL, with a key of ${name}: subject, key, extensions`, () => {
      const ext = [
        'subjectAltName=DNS:a.example,IP:192.0.2.7,email:a@b.example',
        'keyUsage=digitalSignature,keyAgreement',
      ]
      const der = request(newkey, ...ext.flatMap((each) => ['-addext', each]), '-addext', 'extendedKeyUsage=serverAuth')
      const read = readCertificationRequest('PKCS_10', der)
      expect(formatName(read.subject)).to.equal('CN=Client,O=ACME,C=US')
      expect(read.publicKey.equals(createPublicKey(file('k.pem')))).to.equal(true)
      expect(read.extensions.keyUsage).to.deep.equal(['digitalSignature', 'keyAgreement'])
      expect(read.extensions.extKeyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.1'])
      expect(Buffer.from(read.extensions.subjectAltName ?? []).toString('latin1')).to.include('a.example')
    })
  }

  it('signed with SHA-1, SHA-512 and RSASSA-PSS', () => {
    for (const how of [['-sha1'], ['-sha512'], ['-sha256', '-sigopt', 'rsa_padding_mode:pss']]) {
      const der = request(['rsa:2048'], ...how)
      expect(reasonOf('PKCS_10', der), how.join()).to.equal('read')
      // Any bit of the signature, or of what is signed.
      for (const at of [der.length - 1, 40]) {
        const changed = Uint8Array.from(der)
        changed[at] = (changed[at] ?? 0) ^ 1
        expect(reasonOf('PKCS_10', changed), how.join()).to.equal('InvalidCSR')
      }
    }
    expect(reasonOf('PKCS_10', request(['rsa:2048'], '-md5'))).to.equal('InvalidCSR')
  })

  it('in PEM, with both headers and text around it', () => {
    request(['ed25519'])
    for (const flags of [[], ['-newhdr'], ['-text']]) {
      openssl('req', '-in', 'r.der', '-inform', 'DER', '-out', 'r.pem', ...flags)
      expect(reasonOf('PEM', file('r.pem')), flags.join()).to.equal('read')
    }
    expect(reasonOf('PEM', file('k.pem'))).to.equal('InvalidCSR')
    expect(reasonOf('PEM', file('r.der'))).to.equal('InvalidCSR')
  })

  it('in CRMF, as OpenSSL writes it', () => {
    const { subject, publicKey, extensions } = readCertificationRequest('CRMF', crmf)
    expect(formatName(subject)).to.equal('O=Test,CN=crmf-client')
    expect(publicKey.asymmetricKeyDetails?.namedCurve).to.equal('prime256v1')
    expect(Buffer.from(extensions.subjectAltName ?? []).toString('latin1')).to.include('example.org')
    // A request of another name under the same signature.
    const other = Buffer.from(crmf)
    other.write('other-clien', other.indexOf('crmf-client'))
    expect(reasonOf('CRMF', other)).to.equal('InvalidCSR')
    expect(reasonOf('PKCS_10', crmf)).to.equal('InvalidCSR')
  })

  it('are refused when they ask for an authority, or for what only an authority may do', () => {
    const asking = (extension: string): string => reasonOf('PKCS_10', request(['ed25519'], '-addext', extension))
    expect(asking('basicConstraints=critical,CA:TRUE')).to.equal('PermissionDenied')
    expect(asking('basicConstraints=CA:FALSE')).to.equal('read')
    expect(asking('keyUsage=keyCertSign')).to.equal('PermissionDenied')
    expect(asking('keyUsage=digitalSignature,cRLSign')).to.equal('PermissionDenied')
    expect(asking('extendedKeyUsage=OCSPSigning')).to.equal('PermissionDenied')
    expect(asking('extendedKeyUsage=anyExtendedKeyUsage')).to.equal('PermissionDenied')
    expect(asking('subjectAltName=otherName:1.2.3.4;UTF8:x')).to.equal('PermissionDenied')
    expect(asking('subjectAltName=DNS:no good name')).to.equal('InvalidCSR')
    expect(asking('nameConstraints=critical,permitted;DNS:x')).to.equal('InvalidCSR')
    expect(asking('nameConstraints=permitted;DNS:x')).to.equal('read')
  })

  it('are refused, not fallen over, whatever bytes come', () => {
    const der = request(['ed25519'], '-addext', 'subjectAltName=DNS:a')
    for (let at = 0; at < der.length; at++) {
      for (const type of ['PKCS_10', 'PEM', 'CRMF'] as const)
        expect(reasonOf(type, der.subarray(0, at)), `${type} cut at ${at}`).to.equal('InvalidCSR')
      for (const bit of [1, 0x80]) {
        const changed = Uint8Array.from(der)
        changed[at] = (changed[at] ?? 0) ^ bit
        // What is not signed (tags around the signature) may go unnoticed: it says nothing.
        const reason = reasonOf('PKCS_10', changed)
        if (reason === 'read') expect(said(changed), `byte ${at}`).to.deep.equal(said(der))
        else expect(reason, `byte ${at}`).to.be.oneOf(['InvalidCSR', 'PermissionDenied'])
      }
    }
    expect(reasonOf('PKCS_10', new Uint8Array(65_537))).to.equal('InvalidCSR')
    expect(reasonOf('PKCS_10', Buffer.alloc(60_000, '3080', 'hex'))).to.equal('InvalidCSR')
    expect(reasonOf('PGP', der)).to.equal('FeatureNotSupported')
    writeFileSync(join(folder, 'r.pem'), '-----BEGIN CERTIFICATE REQUEST-----'.repeat(1000))
    expect(reasonOf('PEM', file('r.pem'))).to.equal('InvalidCSR')
  })
})
