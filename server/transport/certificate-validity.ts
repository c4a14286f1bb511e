import type { X509Certificate } from 'node:crypto'

/** A client certificate as its handshake showed it. */
export interface ClientCertificate {
  readonly certificate: X509Certificate
  /** The intermediate authorities that the client sent with it. A resumed session has none. */
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

/** Whether one of the authorities issued the certificate, or an intermediate authority of its chain. */
const isTrusted = (
  { certificate, intermediates }: ClientCertificate,
  authorities: readonly X509Certificate[],
): boolean => {
  let last = certificate
  for (let length = 0; length < maximumChain; length++) {
    const current = last
    if (authorities.some((each) => each.raw.equals(current.raw) || isIssuedBy(current, each))) return true
    const next = intermediates.find((each) => !each.raw.equals(current.raw) && isIssuedBy(current, each))
    if (!next) return false
    last = next
  }
  return false
}

/**
 * Why a certificate that was valid in its handshake is not any more; `undefined` while it is. OpenSSL checks the handshake;
 * this checks what may change afterwards: the time, and the trusted authorities.
 */
export const findInvalidity = (
  client: ClientCertificate,
  authorities: readonly X509Certificate[],
  now: Date,
): string | undefined => {
  const { validToDate } = client.certificate
  if (validToDate <= now) return `the client's certificate expired at ${validToDate.toISOString()}`
  return isTrusted(client, authorities)
    ? undefined
    : "the authority of the client's certificate is not trusted any more"
}
