import type { KeyObject } from 'node:crypto'
import { createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { createSerialNumber, issueCertificate } from './certificate.ts'
import { computeKeyIdentifier } from './extensions.ts'

const generate = promisify(generateKeyPair)

/** Keys we make: EC on P-256, RSA of 3072 bits. */
export type KeyType = 'EC' | 'RSA'

/** A certificate authority: its certificate and its private key. */
export interface Authority {
  readonly certificate: X509Certificate
  readonly privateKey: KeyObject
}

interface Issue {
  /** The key that is certified; a private key stands for its public half. */
  readonly key: KeyObject
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
}

/** What an authority signs, as its name says it: certificates of this server and its clients, or those of Certify. */
export type AuthorityName = 'kmip CA' | 'kmip Certify CA'

const day = 24 * 60 * 60 * 1000
/** Certificates begin an hour early, for clients whose clock is slow. */
const early = 60 * 60 * 1000

const toPublicKey = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key)

const computeValidity = (now: Date, days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(now.getTime() - early),
  notAfter: new Date(now.getTime() + days * day),
})

/** A new private key, made in the thread pool. */
export async function generatePrivateKey(keyType: KeyType): Promise<KeyObject> {
  const { privateKey } =
    keyType === 'EC' ? await generate('ec', { namedCurve: 'P-256' }) : await generate('rsa', { modulusLength: 3072 })
  return privateKey
}

/**
 * The certificate of a new authority, for ten years. Its name is made from its key (`kmip CA 0123456789abcdef`): two
 * authorities never share a name, and the certificate can be made anew from the key alone.
 */
export function createAuthority({ key, now, randomBytes }: Issue, name: AuthorityName = 'kmip CA'): Authority {
  const publicKey = toPublicKey(key)
  const der = issueCertificate({
    subject: { commonName: `${name} ${computeKeyIdentifier(publicKey).toString('hex', 0, 8)}` },
    publicKey,
    signingKey: key,
    serialNumber: createSerialNumber(randomBytes),
    ...computeValidity(now, 3653),
    profile: 'ca',
  })
  return { certificate: new X509Certificate(der), privateKey: key }
}

function issueForProfile(
  authority: Authority,
  profile: 'server' | 'client',
  commonName: string,
  subjectAlternativeNames: readonly string[],
  days: number,
  { key, now, randomBytes }: Issue,
): X509Certificate {
  const { notBefore, notAfter } = computeValidity(now, days)
  const end = authority.certificate.validToDate
  const der = issueCertificate({
    subject: { commonName },
    issuer: authority.certificate,
    publicKey: toPublicKey(key),
    signingKey: authority.privateKey,
    serialNumber: createSerialNumber(randomBytes),
    notBefore,
    // A certificate that outlives its authority is refused by its clients anyway: let it say when it ends.
    notAfter: notAfter < end ? notAfter : end,
    profile,
    subjectAlternativeNames,
  })
  return new X509Certificate(der)
}

/** A TLS server certificate for `names` (DNS names and IP addresses); it ends no later than the authority. */
export const issueServerCertificate = (
  authority: Authority,
  { names, days, ...rest }: Issue & { names: readonly string[]; days: number },
): X509Certificate => issueForProfile(authority, 'server', 'kmip server', names, days, rest)

/** A TLS client certificate for the principal `commonName`; it ends no later than the authority. */
export const issueClientCertificate = (
  authority: Authority,
  { commonName, days, ...rest }: Issue & { commonName: string; days: number },
): X509Certificate => issueForProfile(authority, 'client', commonName, [], days, rest)
