import type { KeyObject, X509Certificate } from 'node:crypto'
import { hash } from 'node:crypto'
import { Boolean as Asn1Boolean, ObjectIdentifier } from 'asn1js'
import type { Der } from './der.ts'
import { bits, children, encode, implicit, octets, sequence, unsigned } from './der.ts'
import { generalNames } from './subject-alternative-name.ts'

/** What a certificate is for. */
export type Profile = 'ca' | 'server' | 'client'

const oid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
}

/** Bit numbers of KeyUsage (RFC 5280 §4.2.1.3). */
const usage = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 }

const extension = (id: string, value: Der, critical = false): Der =>
  sequence(
    new ObjectIdentifier({ value: id }),
    ...(critical ? [new Asn1Boolean({ value: true })] : []),
    octets(encode(value)),
  )

function keyUsage(profile: Profile, publicKey: KeyObject): Der {
  const numbers =
    profile === 'ca'
      ? [usage.keyCertSign, usage.cRLSign]
      : profile === 'server' && publicKey.asymmetricKeyType === 'rsa'
        ? [usage.digitalSignature, usage.keyEncipherment]
        : [usage.digitalSignature]
  const flags = numbers.reduce((byte, number) => byte | (0x80 >> number), 0)
  return bits(Uint8Array.of(flags), 7 - Math.max(...numbers))
}

/** 20 bytes that name a public key: SHA-256 of its bits, cut short (RFC 7093 §2, method 1). */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  const [, subjectPublicKey] = children(publicKey.export({ type: 'spki', format: 'der' }))
  if (!subjectPublicKey) throw new Error('a public key without its bits')
  const header = subjectPublicKey[1] ?? 0
  const content = subjectPublicKey.subarray(header < 0x80 ? 3 : 3 + (header & 0x7f))
  return hash('sha256', content, 'buffer').subarray(0, 20)
}

/** The subject key identifier that a certificate carries; computed from its key when it carries none. */
export function subjectKeyIdentifier(certificate: X509Certificate): Uint8Array {
  const [tbs = new Uint8Array()] = children(certificate.raw)
  const list = children(tbs).find((field) => field[0] === 0xa3)
  const wanted = encode(new ObjectIdentifier({ value: oid.subjectKeyIdentifier }))
  for (const item of list ? children(children(list)[0] ?? list) : []) {
    const fields = children(item)
    // OCTET STRING { OCTET STRING { identifier } }, both shorter than 128 bytes.
    if (fields[0] && wanted.equals(fields[0])) return fields.at(-1)?.subarray(4) ?? new Uint8Array()
  }
  return keyIdentifier(certificate.publicKey)
}

/** The extensions of a certificate for `profile` (RFC 5280 §4.2.1), in a SEQUENCE. */
export function extensions(options: {
  profile: Profile
  publicKey: KeyObject
  /** Of the key that signs. */
  authorityKeyIdentifier: Uint8Array
  subjectAlternativeNames: readonly string[]
}): Der {
  const { profile, publicKey, subjectAlternativeNames: names } = options
  // An authority here issues to ends, not to further authorities: path length 0.
  const basic = profile === 'ca' ? sequence(new Asn1Boolean({ value: true }), unsigned(Uint8Array.of(0))) : sequence()
  const list = [
    extension(oid.basicConstraints, basic, true),
    extension(oid.keyUsage, keyUsage(profile, publicKey), true),
    extension(oid.subjectKeyIdentifier, octets(keyIdentifier(publicKey))),
    extension(oid.authorityKeyIdentifier, sequence(implicit(0, options.authorityKeyIdentifier))),
  ]
  if (profile !== 'ca') {
    const purpose = profile === 'server' ? oid.serverAuth : oid.clientAuth
    list.push(extension(oid.extKeyUsage, sequence(new ObjectIdentifier({ value: purpose }))))
  }
  if (names.length) list.push(extension(oid.subjectAltName, generalNames(names)))
  return sequence(...list)
}
