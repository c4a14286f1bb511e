import { createHash, type X509Certificate } from 'node:crypto'
import { type ClientCertificate, findAuthority, findRoots } from '../pki/client-chain.ts'
import type { DeclaredClient, NameSource } from './identity-declaration.ts'
import type { Principal } from './principal.ts'
import { toPrincipalId } from './to-principal-id.ts'

/** An authority whose clients have names here. */
export interface NamedAuthority {
  /** Its generations: each certificate of them is the same authority. */
  readonly certificates: readonly X509Certificate[]
  /** Before the names of its clients; empty: none. */
  readonly prefix: string
}

export interface IdentityRules {
  /** Those whose clients have names. */
  readonly authorities: readonly NamedAuthority[]
  readonly clients: readonly DeclaredClient[]
  /** The first that a certificate has is its name. */
  readonly nameFrom: readonly NameSource[]
}

/** Who a certificate is, and by which rule; or why it is nobody. */
export type Identification =
  | { readonly principal: Principal; readonly rule: string }
  | { readonly principal?: undefined; readonly refusal: string }

export type Identify = (client: ClientCertificate) => Identification

/** The subject with its attributes in the order of the certificate; empty without one. */
export const toSubject = ({ subject }: X509Certificate): string => (subject ?? '').split('\n').join(',')

/** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
export const hashPublicKey = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** Node.js quotes a name in which it escapes something. */
const listNames = ({ subjectAltName = '' }: X509Certificate, type: 'DNS' | 'URI'): readonly string[] =>
  [...subjectAltName.matchAll(/(?:^|, )([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].flatMap(([, kind, name = '']) =>
    kind === type ? [name.startsWith('"') ? String(JSON.parse(name)) : name] : [],
  )

const isDeclared = (declared: DeclaredClient, certificate: X509Certificate, prefix: string): boolean =>
  (declared.prefix ?? prefix) === prefix &&
  (declared.subject === undefined || declared.subject === toSubject(certificate)) &&
  (declared.dns === undefined || listNames(certificate, 'DNS').includes(declared.dns)) &&
  (declared.uri === undefined || listNames(certificate, 'URI').includes(declared.uri)) &&
  (declared.publicKey === undefined || declared.publicKey.toLowerCase() === hashPublicKey(certificate))

/** The name in a certificate: an id that no other kind of name can have, because an attribute of a subject has no colon. */
const readName = (certificate: X509Certificate, from: NameSource): string | undefined => {
  if (from === 'subject') return toSubject(certificate) || undefined
  const type = from === 'uri' ? 'URI' : 'DNS'
  const [name, ...others] = listNames(certificate, type)
  return name === undefined || others.length > 0 ? undefined : `${type}:${name}`
}

const findNamed = (
  authority: X509Certificate,
  trusted: readonly X509Certificate[],
  authorities: readonly NamedAuthority[],
): NamedAuthority | undefined =>
  authorities.find(
    ({ certificates }) =>
      certificates.some((each) => each.publicKey.equals(authority.publicKey)) ||
      findAuthority({ certificate: authority, intermediates: trusted }, certificates),
  )

/** The rules without a configuration: clients of the first authority have names, by subject. */
export const createDefaultRules = (trusted: readonly X509Certificate[]): IdentityRules => ({
  authorities: [{ certificates: findRoots(trusted).slice(0, 1), prefix: '' }],
  clients: [],
  nameFrom: ['subject'],
})

/**
 * Decides which principal a certificate is. The same name from two authorities is two principals: an authority has names here
 * only when it is declared, with a prefix or as a generation of another one.
 */
export const createIdentify =
  ({ authorities, clients, nameFrom }: IdentityRules, trusted: readonly X509Certificate[]): Identify =>
  (client) => {
    const { certificate } = client
    const authority = findAuthority(client, trusted)
    if (!authority)
      return {
        refusal:
          'no authority that this server trusts issued the certificate, as far as its chain is known; an intermediate authority is known when it is in the file of tls.clientCa',
      }
    const named = findNamed(authority, trusted, authorities)
    if (!named)
      return {
        refusal: `the authority ${toSubject(authority)} is trusted, but its clients have no names here: declare it under [[identity.authorities]], with a prefix; or with prefix = "" where its names are the same clients`,
      }
    const { prefix } = named
    const declared = clients.filter((each) => isDeclared(each, certificate, prefix))
    const ids = new Set(declared.map(({ principal }) => toPrincipalId(principal)))
    const [alias, ...others] = ids
    if (others.length > 0) return { refusal: `[[identity.clients]] names it ${[...ids].join(' and ')}` }
    if (alias !== undefined) return { principal: { id: alias }, rule: '[[identity.clients]]' }
    for (const from of nameFrom) {
      const name = readName(certificate, from)
      if (name !== undefined)
        return {
          principal: { id: prefix === '' ? name : `${prefix}:${name}` },
          rule: `its ${from}${prefix === '' ? '' : `, with the prefix ${prefix} of its authority`}`,
        }
    }
    return { refusal: `the certificate has no name: identity.nameFrom is ${nameFrom.join(', ')}` }
  }
