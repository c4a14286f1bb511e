import type { X509Certificate } from 'node:crypto'

/** A client certificate as its handshake showed it. */
export interface ClientCertificate {
  readonly certificate: X509Certificate
  /** The intermediate authorities that the client sent with it. */
  readonly intermediates: readonly X509Certificate[]
}

/** Certificates in a chain, at most. */
const maximumChain = 10

/** Reads the chain of a handshake from Node's certificate, which links each certificate to its issuer. */
export const toClientCertificate = (certificate: X509Certificate): ClientCertificate => {
  const intermediates: X509Certificate[] = []
  for (let next = certificate.issuerCertificate; next && intermediates.length < maximumChain; ) {
    intermediates.push(next)
    // A self-signed authority is its own issuer.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate
  }
  return { certificate, intermediates }
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

/** The authority that issued the certificate, directly or through the chain's intermediate authorities. */
export const findAuthority = (
  { certificate, intermediates }: ClientCertificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined => {
  let last = certificate
  for (let length = 0; length < maximumChain; length++) {
    const current = last
    const found = authorities.find((each) => each.raw.equals(current.raw) || isIssuedBy(current, each))
    if (found) return found
    const next = intermediates.find((each) => !each.raw.equals(current.raw) && isIssuedBy(current, each))
    if (!next) return undefined
    last = next
  }
  return undefined
}

/** Authorities that none of the others issued, in their order. */
export const findRoots = (authorities: readonly X509Certificate[]): X509Certificate[] =>
  authorities.filter(
    (each) => !authorities.some((other) => !other.publicKey.equals(each.publicKey) && isIssuedBy(each, other)),
  )
