import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { AttributeInstance } from '../../codec/index.ts'
import { readCertificateAttributes } from './certificate-attributes.ts'

const openssl = (args: string[], folder: string): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

describe('certificate attributes', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-certificate-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const make = (subject: string, key: string[]): AttributeInstance[] => {
    openssl(
      [
        'req',
        '-x509',
        '-nodes',
        '-keyout',
        'k.pem',
        '-out',
        'c.pem',
        '-days',
        '2',
        '-set_serial',
        '0xDADA16A58D2924D9',
        '-subj',
        subject,
        ...key,
      ],
      folder,
    )
    openssl(['x509', '-in', 'c.pem', '-outform', 'der', '-out', 'c.der'], folder)
    return readCertificateAttributes({
      certificateType: 'X_509',
      certificateValue: readFileSync(join(folder, 'c.der')),
    })
  }
  const value = (list: AttributeInstance[], attribute: string): unknown =>
    list.filter((each) => each.attribute === attribute).map((each) => each.value)

  it('tells names, serial number, signature and length of an RSA certificate', () => {
    const list = make('/C=US/O=TEST/OU=OASIS/CN=KMIP', ['-newkey', 'rsa:2048', '-sha256'])
    expect(value(list, 'CertificateIdentifier')).to.deep.equal([
      { issuer: 'CN=KMIP,OU=OASIS,O=TEST,C=US', serialNumber: 'DADA16A58D2924D9' },
    ])
    expect(value(list, 'CertificateSubjectCN')).to.deep.equal(['KMIP'])
    expect(value(list, 'CertificateIssuerOU')).to.deep.equal(['OASIS'])
    expect(value(list, 'DigitalSignatureAlgorithm')).to.deep.equal(['SHA_256WithRSAEncryption'])
    expect(value(list, 'CryptographicLength')).to.deep.equal([2048])
    const [identifier] = value(list, 'X_509CertificateIdentifier') as [{ certificateSerialNumber: Uint8Array }]
    // DER with tag, length and the sign byte: TC-132-12.
    expect(Buffer.from(identifier.certificateSerialNumber).toString('hex')).to.equal('020900dada16a58d2924d9')
  })

  it('counts parts that repeat, and escapes what RFC 4514 escapes', () => {
    const list = make('/DC=org/DC=example/OU=a/OU=b/CN=x, y', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'])
    const units = list.filter((each) => each.attribute === 'CertificateSubjectOU')
    expect(units.map(({ index, value: unit }) => [index, unit])).to.deep.equal([
      [0, 'a'],
      [1, 'b'],
    ])
    expect(value(list, 'CertificateSubject')).to.deep.equal([
      { certificateSubjectDistinguishedName: 'CN=x\\, y,OU=b,OU=a,DC=example,DC=org' },
    ])
    expect(value(list, 'DigitalSignatureAlgorithm')).to.deep.equal(['ECDSAWithSHA256'])
    expect(value(list, 'CryptographicLength')).to.deep.equal([256])
  })

  it('keeps what is no X.509 with its type and length', () => {
    const bytes = Buffer.from('no certificate')
    for (const certificateType of ['X_509', 'PGP'])
      expect(readCertificateAttributes({ certificateType, certificateValue: bytes })).to.deep.equal([
        { attribute: 'CertificateType', index: 0, value: certificateType },
        { attribute: 'CertificateLength', index: 0, value: 14 },
      ])
  })
})
