import { X509Certificate } from 'node:crypto'
import { readChildren, readContent } from '../../codec/der/read-der.ts'
import { readCertificateParts } from './certificate-parts.ts'
import { oid, readExtensions } from './extensions.ts'

/** KMIP 1.4 §9.1.3.2.23. */
export type PathVerdict = 'Valid' | 'Invalid' | 'Unknown'

/** Extensions that path validation checks or may ignore. */
const knownExtensions: ReadonlySet<string> = new Set([
  oid.basicConstraints,
  oid.keyUsage,
  oid.extKeyUsage,
  oid.subjectAltName,
  oid.subjectKeyIdentifier,
  oid.authorityKeyIdentifier,
  '2.5.29.32', // certificatePolicies: none is required
])

/** MD2, MD5 and SHA-1: an attacker can forge a certificate with the same signature. */
const brokenSignatureAlgorithms: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
])

const readNames = (certificate: X509Certificate) => {
  const { subject, issuer } = readCertificateParts(certificate.raw)
  return { subject: Buffer.from(subject), issuer: Buffer.from(issuer) }
}

const isIssuerName = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  readNames(certificate).issuer.equals(readNames(issuer).subject)

const isSameCertificate = (a: X509Certificate, b: X509Certificate): boolean => a.raw.equals(b.raw)

const isSelfIssued = (certificate: X509Certificate): boolean => isIssuerName(certificate, certificate)

const hasSigned = (issuer: X509Certificate, certificate: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  } catch {
    return false
  }
}

/** Whether the certificate is that of a self-signed authority. */
export const isRoot = (certificate: X509Certificate): boolean => certificate.ca && hasSigned(certificate, certificate)

/** Reads a certificate. Returns `undefined` if a part that validation needs is unreadable. */
export const readX509 = (der: Uint8Array): X509Certificate | undefined => {
  try {
    const certificate = new X509Certificate(der)
    const { extensions } = readCertificateParts(certificate.raw)
    if (extensions) readExtensions(extensions)
    return certificate
  } catch {
    return undefined
  }
}

/**
 * Orders certificates as one chain, each before its issuer. Returns `undefined` if they do not form one chain. Names
 * decide, and signatures where several certificates have the same name.
 */
export const orderChain = (certificates: readonly X509Certificate[]): X509Certificate[] | undefined => {
  const list = certificates.filter(
    (each, at) => certificates.findIndex((other) => isSameCertificate(each, other)) === at,
  )
  const leaves = list.filter((each) => !list.some((other) => other !== each && isIssuerName(other, each)))
  const [leaf] = leaves
  if (!leaf || leaves.length > 1) return undefined
  const chain = [leaf]
  let left = list.filter((each) => each !== leaf)
  while (left.length) {
    const last = chain.at(-1) as X509Certificate
    const candidates = left.filter((each) => isIssuerName(last, each))
    const next = candidates.find((each) => hasSigned(each, last)) ?? candidates[0]
    if (!next) return undefined
    chain.push(next)
    left = left.filter((each) => each !== next)
  }
  return chain
}

/** pathLenConstraint of an authority (RFC 5280 §4.2.1.9). */
const readPathLength = (certificate: X509Certificate): number => {
  const { extensions } = readCertificateParts(certificate.raw)
  const constraints = extensions && readExtensions(extensions).find(({ id }) => id === oid.basicConstraints)
  const limit = constraints && readChildren(constraints.value).find((field) => field[0] === 0x02)
  return limit ? Number(`0x${Buffer.from(readContent(limit)).toString('hex')}`) : Number.POSITIVE_INFINITY
}

const hasUnknownCritical = (certificate: X509Certificate): boolean => {
  const { extensions } = readCertificateParts(certificate.raw)
  return (
    extensions !== undefined &&
    readExtensions(extensions).some(({ id, critical }) => critical && !knownExtensions.has(id))
  )
}

const isValidAt = ({ validFromDate, validToDate }: X509Certificate, at: Date): boolean =>
  validFromDate <= at && at <= validToDate

/** Whether the next certificate of the path signs each one, as an authority whose path length allows it. */
const isSignedPath = (path: readonly X509Certificate[]): boolean =>
  path.every((certificate, at) => {
    const issuer = path[at + 1]
    if (!issuer) return true
    // Authorities between this issuer and the leaf. Self-issued certificates do not count.
    const between = path.slice(1, at + 1).filter((each) => !isSelfIssued(each)).length
    const strong = !brokenSignatureAlgorithms.has(readCertificateParts(certificate.raw).signatureAlgorithm)
    return strong && issuer.ca && hasSigned(issuer, certificate) && between <= readPathLength(issuer)
  })

/**
 * Validates a chain at a date (RFC 5280 §6.1, without policies and name constraints). `Valid`: signatures, authorities
 * and dates are correct up to an anchor. `Invalid`: one of them is wrong. `Unknown`: the chain has no anchor or an
 * unknown critical extension.
 */
export const judgePath = (
  chain: readonly X509Certificate[],
  { anchors, at }: { readonly anchors: readonly X509Certificate[]; readonly at: Date },
): PathVerdict => {
  const last = chain.at(-1)
  if (!last) return 'Unknown'
  const anchor = anchors.find((each) => isSameCertificate(each, last)) ?? anchors.find((each) => hasSigned(each, last))
  const path = anchor && !isSameCertificate(anchor, last) ? [...chain, anchor] : chain
  if (!path.every((each) => isValidAt(each, at)) || !isSignedPath(path)) return 'Invalid'
  if (!anchor && isSelfIssued(last) && !hasSigned(last, last)) return 'Invalid'
  return anchor && !path.some(hasUnknownCritical) ? 'Valid' : 'Unknown'
}
