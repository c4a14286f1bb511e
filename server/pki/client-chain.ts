import type { X509Certificate } from 'node:crypto'

/** A client certificate as its handshake showed it. */
export interface ClientCertificate {
  readonly certificate: X509Certificate
  /** The intermediate authorities that the client sent with it. */
  readonly intermediates: readonly X509Certificate[]
  /** The authority at the end of a chain that OpenSSL has verified and Node.js does not show. */
  readonly verifiedBy?: X509Certificate | undefined
}

/** Certificates in a chain, at most. */
const maximumChain = 10

/**
 * Reads the chain of a verified handshake from Node's certificate, which links each certificate to its issuer. A resumed session
 * has no chain, and a server on Node.js 24.21 or 26.8 never sees one (nodejs/node#65579): the only root must have verified it.
 */
export const toClientCertificate = (
  certificate: X509Certificate,
  trusted: readonly X509Certificate[],
): ClientCertificate => {
  const intermediates: X509Certificate[] = []
  for (let next = certificate.issuerCertificate; next && intermediates.length < maximumChain; ) {
    intermediates.push(next)
    // A self-signed authority is its own issuer.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate
  }
  if (intermediates.length > 0) return { certificate, intermediates }
  const [root, ...others] = findRoots(trusted)
  return { certificate, intermediates, verifiedBy: others.length === 0 ? root : undefined }
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

const find = (authorities: readonly X509Certificate[], { raw }: X509Certificate): X509Certificate | undefined =>
  authorities.find((each) => each.raw.equals(raw))

/** The authority that issued the certificate, directly or through the chain's intermediate authorities. */
export const findAuthority = (
  { certificate, intermediates, verifiedBy }: ClientCertificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined => {
  let last = certificate
  for (let length = 0; length < maximumChain; length++) {
    const current = last
    const found = find(authorities, current) ?? authorities.find((each) => isIssuedBy(current, each))
    if (found) return found
    const next = intermediates.find((each) => !each.raw.equals(current.raw) && isIssuedBy(current, each))
    if (!next) return verifiedBy && find(authorities, verifiedBy)
    last = next
  }
  return undefined
}

/** Authorities that none of the others issued, in their order. */
export const findRoots = (authorities: readonly X509Certificate[]): X509Certificate[] =>
  authorities.filter(
    (each) => !authorities.some((other) => !other.publicKey.equals(each.publicKey) && isIssuedBy(each, other)),
  )
