import type { X509Certificate } from 'node:crypto'
import type { Authority } from '../pki/authority.ts'
import { isSameKey } from '../pki/is-same-key.ts'
import { TwoGenerationCache } from '../store/cache/two-generation-cache.ts'

/** Certificates whose verdict is remembered: to verify a signature for each connection costs as much as half a handshake. */
const maximumVerdicts = 1000

/**
 * Why a client certificate is refused that Certify made: whoever may call Certify chooses the names in it, so it says
 * nothing of who its holder is here, whatever authorities the configuration trusts.
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
