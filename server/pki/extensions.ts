import type { KeyObject, X509Certificate } from 'node:crypto'
import { hash } from 'node:crypto'
import { Boolean as Asn1Boolean } from 'asn1js'
import { readChildren, readContent, readObjectIdentifier } from '../../codec/der/read-der.ts'
import {
  bitString,
  type Der,
  encodeDer,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  verbatim,
} from '../../codec/der/write-der.ts'
import { readCertificateParts } from './certificate-parts.ts'
import { encodeGeneralNames } from './subject-alternative-name.ts'

/** Uses of the certified key (RFC 5280 §4.2.1.3), by bit number. */
export const keyUsages = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof keyUsages)[number]

/** The allowed uses of a certificate that is not an authority's. */
export interface EndEntity {
  readonly keyUsage: readonly KeyUsage[]
  /** Object identifiers. An empty list allows every purpose. */
  readonly extKeyUsage: readonly string[]
  /** GeneralNames, DER. */
  readonly subjectAltName?: Uint8Array | undefined
}

/** The purpose of a certificate: an authority, a TLS server, a TLS client, or explicit uses. */
export type Profile = 'ca' | 'server' | 'client' | EndEntity

export const oid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
}

const createExtension = (id: string, value: Der, critical = false): Der =>
  sequence(objectIdentifier(id), ...(critical ? [new Asn1Boolean({ value: true })] : []), octetString(encodeDer(value)))

/** The bits of KeyUsage without trailing zeros. */
function encodeKeyUsage(usages: readonly KeyUsage[]): Der {
  const numbers = usages.map((usage) => keyUsages.indexOf(usage))
  const last = Math.max(...numbers)
  const flags = new Uint8Array(last < 8 ? 1 : 2)
  for (const number of numbers) flags[number >> 3] = (flags[number >> 3] ?? 0) | (0x80 >> (number & 7))
  return bitString(flags, flags.length * 8 - 1 - last)
}

/** Default uses of a key. RSA keys can also encrypt keys. */
export const chooseDefaultKeyUsage = (publicKey: KeyObject): readonly KeyUsage[] =>
  publicKey.asymmetricKeyType === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']

const resolveEndEntity = (profile: 'server' | 'client' | EndEntity, publicKey: KeyObject): EndEntity => {
  if (profile === 'server') return { keyUsage: chooseDefaultKeyUsage(publicKey), extKeyUsage: [oid.serverAuth] }
  if (profile === 'client') return { keyUsage: ['digitalSignature'], extKeyUsage: [oid.clientAuth] }
  return profile
}

/** An extension. `value` is the content of its OCTET STRING. */
export interface Extension {
  readonly id: string
  readonly critical: boolean
  readonly value: Uint8Array
}

/** The extensions in a SEQUENCE OF Extension (RFC 5280 §4.1). @throws Error when it is none */
export const readExtensions = (list: Uint8Array): Extension[] =>
  readChildren(list).map((item) => {
    const [id, ...rest] = readChildren(item)
    const value = rest.at(-1)
    if (!id || value?.[0] !== 0x04) throw new Error('no extension')
    return {
      id: readObjectIdentifier(id),
      critical: rest.length > 1 && readContent(rest[0] ?? id)[0] !== 0,
      value: readContent(value),
    }
  })

/** A key identifier of 20 bytes: truncated SHA-256 of the public key's bits (RFC 7093 §2, method 1). */
export function computeKeyIdentifier(publicKey: KeyObject): Buffer {
  const [, subjectPublicKey] = readChildren(publicKey.export({ type: 'spki', format: 'der' }))
  if (!subjectPublicKey) throw new Error('a public key without its bits')
  // Skips the count of unused bits.
  return hash('sha256', readContent(subjectPublicKey).subarray(1), 'buffer').subarray(0, 20)
}

/** The subject key identifier of a certificate, computed from its key if the certificate has none. */
export function readSubjectKeyIdentifier(certificate: X509Certificate): Uint8Array {
  const { extensions: list } = readCertificateParts(certificate.raw)
  const extension = list && readExtensions(list).find(({ id }) => id === oid.subjectKeyIdentifier)
  return extension ? readContent(extension.value) : computeKeyIdentifier(certificate.publicKey)
}

/** The extensions of a certificate for `profile` (RFC 5280 §4.2.1), in a SEQUENCE. */
export function createExtensions(options: {
  profile: Profile
  publicKey: KeyObject
  /** Key identifier of the signing key. */
  authorityKeyIdentifier: Uint8Array
  /** DNS names and IP addresses. */
  subjectAlternativeNames: readonly string[]
  /** Without a subject, the Subject Alternative Name is critical (RFC 5280 §4.2.1.6). */
  withoutSubject?: boolean
}): Der {
  const { profile, publicKey, subjectAlternativeNames: names, withoutSubject = false } = options
  const end = profile === 'ca' ? undefined : resolveEndEntity(profile, publicKey)
  // Path length 0: our authorities certify no further authorities.
  const basic = end ? sequence() : sequence(new Asn1Boolean({ value: true }), integer(0n))
  const list = [
    createExtension(oid.basicConstraints, basic, true),
    createExtension(oid.keyUsage, encodeKeyUsage(end?.keyUsage ?? ['keyCertSign', 'cRLSign']), true),
    createExtension(oid.subjectKeyIdentifier, octetString(computeKeyIdentifier(publicKey))),
    createExtension(oid.authorityKeyIdentifier, sequence(implicit(0, options.authorityKeyIdentifier))),
  ]
  const purposes = end?.extKeyUsage.map(objectIdentifier) ?? []
  if (purposes.length) list.push(createExtension(oid.extKeyUsage, sequence(...purposes)))
  if (names.length) list.push(createExtension(oid.subjectAltName, encodeGeneralNames(names)))
  else if (end?.subjectAltName)
    list.push(createExtension(oid.subjectAltName, verbatim(end.subjectAltName), withoutSubject))
  return sequence(...list)
}
