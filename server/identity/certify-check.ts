import type { X509Certificate } from 'node:crypto'
import type { Authority } from '../pki/authority.ts'
import { isSameKey } from '../pki/is-same-key.ts'
import { TwoGenerationCache } from '../store/cache/two-generation-cache.ts'

/** Cached verdicts: verifying a signature for each connection costs as much as half a handshake. */
const maximumVerdicts = 1000

/**
 * Refuses client certificates made by Certify, whatever authorities the configuration trusts: the caller of Certify chooses the
 * names in them, so they do not identify a client.
 */
export const createCertifyCheck = (
  authority: Authority | undefined,
): ((certificate: X509Certificate) => string | undefined) => {
  if (!authority) return () => undefined
  const { certificate: issuer } = authority
  const { publicKey } = issuer
  const isMadeByCertify = (certificate: X509Certificate): boolean =>
    (certificate.checkIssued(issuer) && certificate.verify(publicKey)) || isSameKey(certificate.publicKey, publicKey)
  const verdicts = new TwoGenerationCache<boolean>(maximumVerdicts)
  return (certificate) => {
    const { fingerprint256 } = certificate
    let verdict = verdicts.get(fingerprint256)
    if (verdict === undefined) {
      verdict = isMadeByCertify(certificate)
      verdicts.set(fingerprint256, verdict)
    }
    return verdict ? 'a client certificate made by Certify' : undefined
  }
}
