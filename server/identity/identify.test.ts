import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { Utf8String } from 'asn1js'
import { expect } from 'chai'
import { encodeDer, implicit, objectIdentifier, sequence, set } from '../../codec/der/write-der.ts'
import { type Authority, createAuthority } from '../pki/authority.ts'
import { createSerialNumber, issueCertificate } from '../pki/certificate.ts'
import { toClientCertificate } from '../pki/client-chain.ts'
import { oid } from '../pki/extensions.ts'
import { createDefaultRules, createIdentify, hashPublicKey, type IdentityRules } from './identify.ts'

const createKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const createRoot = (): Authority => createAuthority({ key: createKey(), now: new Date(), randomBytes })

const types = { CN: '2.5.4.3', O: '2.5.4.10', OU: '2.5.4.11' } as const
type Attribute = readonly [type: keyof typeof types, value: string]

/** A subject: a list of relative names, each with one attribute or several. */
const encodeSubject = (...names: readonly (readonly Attribute[])[]): Uint8Array =>
  encodeDer(
    sequence(
      ...names.map((name) =>
        set(...name.map(([type, value]) => sequence(objectIdentifier(types[type]), new Utf8String({ value })))),
      ),
    ),
  )
const named = (commonName: string) => encodeSubject([['CN', commonName]])

const uri = (text: string) => implicit(6, Buffer.from(text))
const dns = (text: string) => implicit(2, Buffer.from(text))

const [own, partner] = [createRoot(), createRoot()]

const issue = (
  subject: Uint8Array,
  { by = own, names = [] as ReturnType<typeof uri>[], key = createKey() } = {},
): X509Certificate => {
  const now = Date.now()
  const der = issueCertificate({
    subject,
    issuer: by.certificate,
    publicKey: createPublicKey(key),
    signingKey: by.privateKey,
    serialNumber: createSerialNumber(randomBytes),
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + 3_600_000),
    profile: {
      keyUsage: ['digitalSignature'],
      extKeyUsage: [oid.clientAuth],
      ...(names.length > 0 && { subjectAltName: encodeDer(sequence(...names)) }),
    },
  })
  return new X509Certificate(der)
}

describe('identify', () => {
  const usual = createDefaultRules([own.certificate])
  const further = (prefix: string): IdentityRules => ({
    ...usual,
    authorities: [...usual.authorities, { certificates: [partner.certificate], prefix }],
  })
  /** The principal, or `refused: why`. */
  const identify = (
    certificate: X509Certificate,
    rules: Partial<IdentityRules> = {},
    trusted = [own.certificate, partner.certificate],
    intermediates: readonly X509Certificate[] = [],
  ): string => {
    const found = createIdentify({ ...usual, ...rules }, trusted)({ certificate, intermediates })
    return found.principal ? found.principal.id : `refused: ${found.refusal}`
  }
  const key = createKey()
  const app = named('app')
  const theirs = issue(app, { by: partner })
  const spiffe = issue(encodeSubject(), { names: [uri('spiffe://example.org/db'), dns('db.example.org')] })
  const pinned = issue(app, { key })

  const cases: readonly [what: string, actual: () => string, expected: string | RegExp][] = [
    ['one authority, a common name', () => identify(issue(app)), 'CN=app'],
    ['a whole subject', () => identify(issue(encodeSubject([['O', 'Example']], [['CN', 'app']]))), 'O=Example,CN=app'],
    [
      'the same name of a second authority',
      () => identify(theirs),
      /^refused: the authority .* no names here: declare it/,
    ],
    ['a second authority with a prefix', () => identify(theirs, further('partner')), 'partner:CN=app'],
    ['a second authority declared the same', () => identify(theirs, further('')), 'CN=app'],
    ['roll-over, the first generation removed', () => identify(theirs, further(''), [partner.certificate]), 'CN=app'],
    [
      'a client of an authority that is removed',
      () => identify(issue(app), further(''), [partner.certificate]),
      /^refused: no authority/,
    ],
    ['a NUL in the name', () => identify(issue(named('app\0.example'))), 'CN=app\\00.example'],
    ['a comma in the name', () => identify(issue(named('app,O=Example'))), 'CN=app\\,O=Example'],
    ['a line break in the name', () => identify(issue(named('app\nO=Example'))), 'CN=app\\0AO=Example'],
    [
      'a relative name of two attributes',
      () =>
        identify(
          issue(
            encodeSubject([
              ['CN', 'app'],
              ['OU', 'x'],
            ]),
          ),
        ),
      'CN=app + OU=x',
    ],
    ['a name that looks like a prefix', () => identify(issue(named('partner:CN=app'))), 'CN=partner:CN=app'],
    ['no subject', () => identify(spiffe), /^refused: the certificate has no name: identity.nameFrom is subject/],
    ['SPIFFE', () => identify(spiffe, { nameFrom: ['uri'] }), 'URI:spiffe://example.org/db'],
    [
      'the first name that it has',
      () => identify(spiffe, { nameFrom: ['subject', 'dns', 'uri'] }),
      'DNS:db.example.org',
    ],
    [
      'two URIs',
      () => identify(issue(encodeSubject(), { names: [uri('a:b'), uri('c:d')] }), { nameFrom: ['uri'] }),
      /^refused/,
    ],
    [
      'a URI that holds another name',
      () => identify(issue(encodeSubject(), { names: [uri('x:a, DNS:admin')] }), { nameFrom: ['dns'] }),
      /^refused/,
    ],
    [
      'an alias by URI',
      () => identify(spiffe, { clients: [{ principal: 'db', uri: 'spiffe://example.org/db' }] }),
      'CN=db',
    ],
    [
      'an alias by DNS name',
      () => identify(spiffe, { clients: [{ principal: 'db', dns: 'db.example.org' }] }),
      'CN=db',
    ],
    [
      'an alias by public key',
      () => identify(pinned, { clients: [{ principal: 'db', publicKey: hashPublicKey(pinned) }] }),
      'CN=db',
    ],
    [
      'an alias by the key of another',
      () => identify(issue(app), { clients: [{ principal: 'db', publicKey: hashPublicKey(pinned) }] }),
      'CN=app',
    ],
    [
      'an alias for one authority only',
      () => identify(theirs, { ...further('partner'), clients: [{ principal: 'db', subject: 'CN=app', prefix: '' }] }),
      'partner:CN=app',
    ],
    [
      'an alias must match all',
      () => identify(issue(app), { clients: [{ principal: 'db', subject: 'CN=app', dns: 'x' }] }),
      'CN=app',
    ],
    [
      'two aliases',
      () =>
        identify(issue(app), {
          clients: [
            { principal: 'a', subject: 'CN=app' },
            { principal: 'b', subject: 'CN=app' },
          ],
        }),
      /^refused: .*CN=a and CN=b/,
    ],
    ['a stranger', () => identify(issue(app, { by: createRoot() })), /^refused: no authority/],
  ]
  for (const [what, actual, expected] of cases)
    it(`${what}: ${expected}`, () => {
      if (expected instanceof RegExp) expect(actual()).to.match(expected)
      else expect(actual()).to.equal(expected)
    })

  describe('a verified chain that Node.js does not show (nodejs/node#65579)', () => {
    const between = createRoot()
    const client = issue(app, { by: between })
    const identifyVerified = (atHandshake: X509Certificate[], trusted = atHandshake) =>
      createIdentify(usual, trusted)(toClientCertificate(client, atHandshake))

    it('ends at the only root', () => {
      expect(identifyVerified([own.certificate])).to.include({ rule: 'its subject' })
    })
    it('names nobody where it may end at two', () => {
      expect(identifyVerified([own.certificate, partner.certificate]))
        .to.have.property('refusal')
        .that.includes('tls.clientCa')
    })
    it('names nobody any more when its root is removed', () => {
      expect(identifyVerified([own.certificate], [partner.certificate])).to.have.property('refusal')
    })
  })
})
