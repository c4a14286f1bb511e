import type { X509Certificate } from 'node:crypto'
import type { Authority } from '../pki/authority.ts'
import { isSameKey } from '../pki/same-key.ts'

/**
 * Why a client certificate is refused that Certify made: whoever may call Certify chooses the names in it, so it says
 * nothing of who its holder is here, whatever authorities the configuration trusts.
 */
export const certifiedRefusal = (
  authority: Authority | undefined,
  certificate: X509Certificate,
): string | undefined => {
  if (!authority) return undefined
  const { certificate: issuer } = authority
  const made = certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  return made || isSameKey(certificate.publicKey, issuer.publicKey) ? 'a client certificate made by Certify' : undefined
}
