import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type AttributeId,
  attributeList,
  attributeOfId,
  attributes,
  type ManagedObject,
  objectTypeOf,
  spokenVersions,
  type Version,
} from '../../codec/index.ts'
import { hasAttributesByTag, livesIn } from '../../codec/kmip/version.ts'
import { issueCertificate } from '../../server/pki/certificate.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const ids = Object.keys(attributes) as AttributeId[]

/** The rules table of an attribute in a version; undefined where the version does not have the attribute. */
const rulesIn = (id: AttributeId, version: Version) => {
  const { since, until, v1, v2 } = attributeOfId(id)!
  if (!livesIn(version, since, until)) return undefined
  return hasAttributesByTag(version) ? v2 : (v1 ?? v2)
}

/** Attributes that a table gives a value always, and that yet need not have one, with the reason. */
const excused: Readonly<Partial<Record<string, string>>> = {
  KeyFormatType: 'of what is kept in a key block: a certificate has none',
  CryptographicUsageMask: 'given by the client where it registers an object',
}

/** The rules tables alone decide which attributes an object has (KMIP 1.4 §3, 2.1 §4), for each version. */
describe('attributes by the rules tables', () => {
  let local: LocalServer
  const objects = new Map<string, string>()
  const kept: Record<string, ManagedObject> = {}

  before(async () => {
    local = await openLocalServer()
    const folder = mkdtempSync(join(tmpdir(), 'kmip-tables-'))
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const request = (kind: '-x509' | '-new', name: string) => {
      const key = ['-nodes', '-newkey', 'rsa:2048', '-keyout', 'k']
      return openssl('req', kind, ...key, '-outform', 'DER', '-out', name, '-subj', `/CN=${name}`)
    }
    const file = (name: string) => Uint8Array.from(readFileSync(join(folder, name)))
    request('-x509', 'c')
    request('-new', 'r')
    openssl('pkey', '-in', 'k', '-outform', 'DER', '-out', 'private')
    openssl('pkey', '-in', 'k', '-outform', 'DER', '-pubout', '-out', 'public')
    const keyBlock = (keyFormatType: 'Raw' | 'PKCS_8' | 'X_509', keyMaterial: Uint8Array) =>
      ({
        keyFormatType,
        keyValue: { keyMaterial },
        cryptographicAlgorithm: keyFormatType === 'Raw' ? 'AES' : 'RSA',
        cryptographicLength: keyFormatType === 'Raw' ? 128 : 2048,
      }) as const
    const list: ManagedObject[] = [
      { symmetricKey: { keyBlock: keyBlock('Raw', new Uint8Array(16)) } },
      { privateKey: { keyBlock: keyBlock('PKCS_8', file('private')) } },
      { publicKey: { keyBlock: keyBlock('X_509', file('public')) } },
      { certificate: { certificateType: 'X_509', certificateValue: file('c') } },
      { certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: file('r') } },
      { opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: file('c') } },
      {
        secretData: {
          secretDataType: 'Password',
          keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: new Uint8Array(8) } },
        },
      },
    ]
    for (const object of list) {
      const objectType = objectTypeOf(object)
      const payload = { objectType, object, attributes: attributeList({ name: objectType }) }
      const { uniqueIdentifier } = await local.payload('Register', payload, { version: '2.1' })
      objects.set(objectType, String(uniqueIdentifier))
      kept[objectType] = object
    }
    rmSync(folder, { recursive: true })
  })
  after(async () => {
    expect(local.faults).to.deep.equal([])
    await local.close()
  })

  const listShown = async (uniqueIdentifier: string, version: Version): Promise<string[]> => {
    const { attributeReference } = await local.payload('GetAttributeList', { uniqueIdentifier }, { version })
    return attributeReference as string[]
  }

  for (const version of spokenVersions)
    it(`KMIP ${version} shows each type of object what its tables have, and what they say always has a value`, async () => {
      for (const [type, id] of objects) {
        const has = await listShown(id, version)
        const applies = (attribute: AttributeId) =>
          rulesIn(attribute, version)?.appliesTo?.some((each) => each === type) ??
          rulesIn(attribute, version) !== undefined
        expect(
          has.filter((each) => !applies(each as AttributeId)),
          `${type}: too many`,
        ).to.deep.equal([])
        const always = ids.filter((each) => applies(each) && rulesIn(each, version)?.alwaysHasValue && !excused[each])
        expect(
          always.filter((each) => !has.includes(each)),
          `${type}: lacking`,
        ).to.deep.equal([])
      }
    })

  it('certificates have the Cryptographic Algorithm and Length of their key, in every version', async () => {
    const id = objects.get('Certificate') ?? ''
    for (const version of spokenVersions) {
      expect(await listShown(id, version), version).to.include.members([
        'CryptographicAlgorithm',
        'CryptographicLength',
      ])
      expect(await local.attribute(id, 'CryptographicAlgorithm', { version })).to.deep.equal(['RSA'])
      expect(await local.attribute(id, 'CryptographicLength', { version })).to.deep.equal([2048])
    }
  })

  it('a certificate of an elliptic curve may be declared as ECDSA, but not as RSA', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificateValue = Uint8Array.from(
      issueCertificate({
        ...{
          subject: { commonName: 'c' },
          publicKey,
          signingKey: privateKey,
          serialNumber: Uint8Array.of(1),
          profile: 'ca',
        },
        ...{ notBefore: new Date(), notAfter: new Date(Date.now() + 1e8) },
      }),
    )
    const object = { certificate: { certificateType: 'X_509', certificateValue } }
    const bob = { principal: { id: 'CN=bob' } }
    const askOutcome = (cryptographicAlgorithm: 'ECDSA' | 'RSA') => {
      const attributes = attributeList({ cryptographicAlgorithm })
      return local.one('Register', { objectType: 'Certificate', object, attributes }, bob)
    }
    expect(outcomeOf(await askOutcome('RSA'))).to.equal('InvalidField')
    const made = (await askOutcome('ECDSA')).responsePayload as { uniqueIdentifier: string }
    expect(await local.attribute(made.uniqueIdentifier, 'CryptographicAlgorithm', bob)).to.deep.equal(['ECDSA'])
  })

  it('opaque objects have no State in 1.x: not shown, not found by, not activated; in 2.x they have', async () => {
    const id = objects.get('OpaqueObject') ?? ''
    const locate = async (version: Version) =>
      (await local.payload('Locate', { attributes: attributeList({ state: 'PreActive' }) }, { version }))
        .uniqueIdentifier
    for (const version of ['1.0', '1.2', '1.4'] as const) {
      expect(await listShown(id, version)).not.to.include('State')
      expect(await locate(version))
        .to.have.length(5)
        .and.not.include(id)
      expect(outcomeOf(await local.one('Activate', { uniqueIdentifier: id }, { version }))).to.equal('InvalidField')
    }
    expect(await listShown(id, '2.1')).to.include('State')
    expect(await locate('2.1'))
      .to.have.length(7)
      .and.include(id)
    await local.payload('Activate', { uniqueIdentifier: id }, { version: '2.1' })
    expect(await local.attribute(id, 'State', { version: '2.1' })).to.deep.equal(['Active'])
    const name = attributeList({ name: 'OpaqueObject' })
    expect((await local.payload('Locate', { attributes: name }, { version: '1.0' })).uniqueIdentifier).to.deep.equal([
      id,
    ])
  })

  // KMIP 2.1 §2.2.
  it('certificate requests are kept as they are, from 2.0 on', async () => {
    const id = objects.get('CertificateRequest') ?? ''
    const { object } = await local.payload('Get', { uniqueIdentifier: id }, { version: '2.0' })
    expect(object).to.deep.equal(kept.CertificateRequest)
    const { certificateRequestValue } = (object as { certificateRequest: { certificateRequestValue: Uint8Array } })
      .certificateRequest
    const [digest] = (await local.attribute(id, 'Digest', { version: '2.1' })) as { digestValue: Uint8Array }[]
    expect(Buffer.from(digest?.digestValue ?? [])).to.deep.equal(
      createHash('sha256').update(certificateRequestValue).digest(),
    )
    const query = async (version: Version) =>
      (await local.payload('Query', { queryFunction: ['QueryObjects'] }, { version })).objectType
    expect(await query('2.0')).to.include('CertificateRequest')
    expect(await query('1.4')).to.not.include('CertificateRequest')
  })
})
