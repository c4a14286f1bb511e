import type { KeyObject } from 'node:crypto'
import { createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { createSerialNumber, issueCertificate } from './certificate.ts'
import { computeKeyIdentifier } from './extensions.ts'

const generate = promisify(generateKeyPair)

/** Types of generated keys: EC on P-256 and RSA with 3072 bits. */
export type KeyType = 'EC' | 'RSA'

/** A certificate authority: its certificate and its private key. */
export interface Authority {
  readonly certificate: X509Certificate
  readonly privateKey: KeyObject
}

interface Issue {
  /** The key to certify. A private key stands for its public key. */
  readonly key: KeyObject
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
}

/** The name tells what an authority signs: certificates of the server and its clients, or those of Certify. */
export type AuthorityName = 'kmip CA' | 'kmip Certify CA'

const day = 24 * 60 * 60 * 1000
/** Certificates are valid from an hour ago, for clients with slow clocks. */
const early = 60 * 60 * 1000

const toPublicKey = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key)

const computeValidity = (now: Date, days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(now.getTime() - early),
  notAfter: new Date(now.getTime() + days * day),
})

/** Generates a private key in the thread pool. */
export async function generatePrivateKey(keyType: KeyType): Promise<KeyObject> {
  const { privateKey } =
    keyType === 'EC' ? await generate('ec', { namedCurve: 'P-256' }) : await generate('rsa', { modulusLength: 3072 })
  return privateKey
}

/**
 * Creates an authority with a certificate for ten years. Its name includes a hash of its key (`kmip CA
 * 0123456789abcdef`), so no two authorities share a name and the key alone is enough to recreate the certificate.
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
    // Clients refuse a certificate once its authority has expired.
    notAfter: notAfter < end ? notAfter : end,
    profile,
    subjectAlternativeNames,
  })
  return new X509Certificate(der)
}

/** Issues a TLS server certificate for DNS names and IP addresses. It expires no later than the authority. */
export const issueServerCertificate = (
  authority: Authority,
  { names, days, ...rest }: Issue & { names: readonly string[]; days: number },
): X509Certificate => issueForProfile(authority, 'server', 'kmip server', names, days, rest)

/** Issues a TLS client certificate for `commonName`. It expires no later than the authority. */
export const issueClientCertificate = (
  authority: Authority,
  { commonName, days, ...rest }: Issue & { commonName: string; days: number },
): X509Certificate => issueForProfile(authority, 'client', commonName, [], days, rest)
