import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { attributeList, type LinkType } from '../../codec/index.ts'
import { type LocalServer, openLocalServer, outcomeOf, type RequestOptions } from '../support/local-server.ts'

/** KMIP 1.4 §3.45, §4.11, §11.4; 2.1 §6.1.19. */
describe('PKCS#12 as Key Format Type', () => {
  let folder: string
  let local: LocalServer
  let password: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-p12-'))
    const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    openssl('req', '-x509', '-nodes', '-newkey', ...ec, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=ca')
    openssl('req', '-new', '-nodes', '-newkey', ...ec, '-keyout', 'a.key', '-out', 'r', '-subj', '/CN=a')
    openssl('x509', '-req', '-in', 'r', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-out', 'a.crt')
    const certificates = ['-in', 'a.crt', '-certfile', 'ca.crt']
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'a.key',
      ...certificates,
      '-name',
      'Shop',
      '-passout',
      'pass:secret',
      '-out',
      'a.p12',
    )
  })
  after(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    local = await openLocalServer()
    password = await secret('secret')
  })
  afterEach(async () => {
    expect(local.faults).to.deep.equal([])
    await local.close()
  })

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  const file = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(folder, name)))
  const secret = async (text: string, secretDataType = 'Password', activationDate = new Date(0)): Promise<string> => {
    const keyBlock = { keyFormatType: 'Opaque', keyValue: { keyMaterial: Uint8Array.from(Buffer.from(text)) } }
    const attributes = attributeList({ cryptographicUsageMask: ['DeriveKey'], activationDate })
    const payload = { objectType: 'SecretData', attributes, object: { secretData: { secretDataType, keyBlock } } }
    return String((await local.payload('Register', payload)).uniqueIdentifier)
  }
  const link = (linkType: LinkType, linkedObjectIdentifier: string) => ({ linkType, linkedObjectIdentifier })
  const passwordLink = () => [link('PKCS_12PasswordLink', password)]
  const registration = (attributes = {}, keyValue: unknown = { keyMaterial: file('a.p12') }) => ({
    objectType: 'PrivateKey',
    attributes: attributeList({ cryptographicUsageMask: ['Sign'], link: passwordLink(), ...attributes }),
    object: { privateKey: { keyBlock: { keyFormatType: 'PKCS_12', keyValue } } },
  })
  const register = async (payload: Record<string, unknown>): Promise<string> =>
    String((await local.payload('Register', payload)).uniqueIdentifier)
  const plainKey = (attributes = {}) => ({
    objectType: 'PrivateKey',
    attributes: attributeList({ cryptographicUsageMask: ['Sign'], link: passwordLink(), ...attributes }),
    object: {
      privateKey: {
        keyBlock: {
          keyFormatType: 'PKCS_8',
          keyValue: {
            keyMaterial: Uint8Array.from(
              createPrivateKey(file('a.key') as Buffer).export({ type: 'pkcs8', format: 'der' }),
            ),
          },
          cryptographicAlgorithm: 'EC',
          cryptographicLength: 256,
        },
      },
    },
  })
  const certificate = async (name: string, attributes = {}): Promise<string> => {
    const certificateValue = Uint8Array.from(new X509Certificate(file(name)).raw)
    const object = { certificate: { certificateType: 'X_509', certificateValue } }
    const list = attributeList({ cryptographicUsageMask: ['Verify'], ...attributes })
    return register({ objectType: 'Certificate', attributes: list, object })
  }
  /** What OpenSSL finds in the container that Get answers with. */
  const describeContainer = async (uniqueIdentifier: string, payload = {}, how?: RequestOptions): Promise<string> => {
    const { object } = await local.payload('Get', { uniqueIdentifier, ...payload }, how)
    const { keyBlock } = (object as { privateKey: { keyBlock: { keyFormatType: string; keyValue: Uint8Array } } })
      .privateKey
    expect(keyBlock.keyFormatType).to.equal('PKCS_12')
    writeFileSync(join(folder, 'got.p12'), keyBlock.keyValue)
    const text = openssl('pkcs12', '-in', 'got.p12', '-nodes', '-passin', 'pass:secret')
    const key = createPrivateKey(text.slice(text.indexOf('-----BEGIN PRIVATE KEY')))
    expect(key.equals(createPrivateKey(file('a.key') as Buffer))).to.equal(true)
    return text
  }
  const subjects = (text: string) => text.match(/(?<=subject=).*/g)
  const p12 = { keyFormatType: 'PKCS_12' }

  it('registers a container: key, friendly name and chain; gives it out again', async () => {
    for (const keyValue of [{ keyMaterial: file('a.p12') }, file('a.p12')]) {
      const id = await register(registration({}, keyValue))
      expect(await local.attribute(id, 'PKCS_12FriendlyName')).to.deep.equal(['Shop'])
      expect(await local.attribute(id, 'KeyFormatType', { version: '2.1' })).to.deep.equal(['PKCS_12'])
      expect(await local.attribute(id, 'CryptographicAlgorithm')).to.deep.equal(['EC'])
      const text = await describeContainer(id)
      expect(text).to.include('friendlyName: Shop')
      expect(subjects(text)).to.deep.equal(['CN = a', 'CN = ca'])
      expect(subjects(await describeContainer(id, p12, { version: '2.1' }))).to.deep.equal(['CN = a', 'CN = ca'])
      const { object } = await local.payload('Get', { uniqueIdentifier: id, keyFormatType: 'PKCS_8' })
      expect(object).to.have.nested.property('privateKey.keyBlock.keyFormatType', 'PKCS_8')
      const links = (await local.attribute(id, 'Link')) as { linkType: string; linkedObjectIdentifier: string }[]
      expect(links.map(({ linkType }) => linkType)).to.deep.equal(['PKCS_12PasswordLink', 'PKCS_12CertificateLink'])
      const leaf = links[1]?.linkedObjectIdentifier ?? ''
      expect(await local.attribute(leaf, 'CertificateSubjectCN')).to.deep.equal(['a'])
    }
  })

  it('makes a container of a key by its own links, or by those of its public key', async () => {
    const issuer = await certificate('ca.crt')
    const leaf = await certificate('a.crt', { link: [link('CertificateLink', issuer)] })
    const own = await register(plainKey({ link: [...passwordLink(), link('PKCS_12CertificateLink', leaf)] }))
    const text = await describeContainer(own, p12)
    expect(subjects(text)).to.deep.equal(['CN = a', 'CN = ca'])
    expect(text).to.include('friendlyName: alias')
    const named = await register(plainKey())
    await local.payload('AddAttribute', {
      uniqueIdentifier: named,
      newAttribute: { attribute: 'PKCS_12FriendlyName', value: 'shop' },
    })
    expect(await describeContainer(named, p12))
      .to.include('friendlyName: shop')
      .and.not.include('subject=')
    openssl('pkey', '-in', 'a.key', '-pubout', '-outform', 'DER', '-out', 'p.der')
    const keyBlock = {
      keyFormatType: 'X_509',
      keyValue: { keyMaterial: file('p.der') },
      cryptographicAlgorithm: 'EC',
      cryptographicLength: 256,
    }
    for (const linkType of ['CertificateLink', 'PKCS_12CertificateLink'] as const) {
      const attributes = attributeList({ cryptographicUsageMask: ['Verify'], link: [link(linkType, leaf)] })
      const publicKey = await register({ objectType: 'PublicKey', attributes, object: { publicKey: { keyBlock } } })
      const key = await register(plainKey({ link: [...passwordLink(), link('PublicKeyLink', publicKey)] }))
      expect(subjects(await describeContainer(key, p12)), linkType).to.deep.equal(['CN = a', 'CN = ca'])
    }
  })

  it('refuses a password that is missing, not Active, wrong or another kind of object', async () => {
    const askOutcome = async (attributes: object, version: RequestOptions['version'] = '2.1') =>
      outcomeOf(await local.one('Register', registration(attributes), { version }))
    expect(await askOutcome({ link: [] })).to.equal('BadPassword')
    expect(await askOutcome({ link: [] }, '1.4')).to.equal('InvalidField')
    expect(await askOutcome({ link: [...passwordLink(), link('PKCS_12PasswordLink', await secret('x'))] })).to.equal(
      'BadPassword',
    )
    const wrong = [
      await secret('wrong'),
      await secret('secret', 'Seed'),
      await secret('secret', 'Password', new Date(4e12)),
      await local.key(),
    ]
    for (const each of wrong)
      expect(await askOutcome({ link: [link('PKCS_12PasswordLink', each)] })).to.equal('BadPassword')
    const key = await register(plainKey({ link: [] }))
    expect(outcomeOf(await local.one('Get', { uniqueIdentifier: key, ...p12 }, { version: '2.1' }))).to.equal(
      'BadPassword',
    )
    const bob = { principal: { id: 'CN=bob' } }
    expect(outcomeOf(await local.one('Register', registration(), bob))).to.equal('PermissionDenied')
  })

  it('refuses what is no container, several chains, a chain of another key, and wrapping besides', async () => {
    const askOutcome = async (uniqueIdentifier: string, payload = {}) =>
      outcomeOf(await local.one('Get', { uniqueIdentifier, ...p12, ...payload }, { version: '2.1' }))
    const nonsense = registration({}, { keyMaterial: new Uint8Array(99) })
    expect(outcomeOf(await local.one('Register', nonsense))).to.equal('InvalidField')
    expect(await askOutcome(await local.key())).to.equal('KeyFormatTypeNotSupported')
    const [one, two] = [await certificate('a.crt'), await certificate('a.crt')]
    const both = [link('PKCS_12CertificateLink', one), link('PKCS_12CertificateLink', two)]
    const ambiguous = await register(plainKey({ link: [...passwordLink(), ...both] }))
    expect(await askOutcome(ambiguous)).to.equal('InvalidField')
    const revocationReason = { revocationReasonCode: 'KeyCompromise' }
    await local.payload('Revoke', { uniqueIdentifier: two, revocationReason })
    expect(subjects(await describeContainer(ambiguous, p12)), 'one is current').to.deep.equal(['CN = a'])
    const other = [link('PKCS_12CertificateLink', await certificate('ca.crt'))]
    expect(await askOutcome(await register(plainKey({ link: [...passwordLink(), ...other] })))).to.equal('InvalidField')
    const keyWrappingSpecification = {
      wrappingMethod: 'Encrypt',
      encryptionKeyInformation: { uniqueIdentifier: await local.key() },
    }
    expect(await askOutcome(await register(plainKey()), { keyWrappingSpecification })).to.equal('InvalidField')
    expect(await askOutcome(await register(plainKey({ sensitive: true })))).to.equal('Sensitive')
  })
})
