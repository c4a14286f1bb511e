import { X509Certificate } from 'node:crypto'
import type { Authority } from '../pki/authority.ts'
import { isSameKey } from '../pki/is-same-key.ts'
import { readAuthority } from './authority-files.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** Those of a PEM file. */
export const parseCertificates = (pem: Buffer): X509Certificate[] =>
  (pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  )

/** Whether who trusts `anchor` trusts `authority` too. */
const isTrustedThrough = (anchor: X509Certificate, authority: X509Certificate): boolean =>
  isSameKey(anchor.publicKey, authority.publicKey) ||
  (authority.checkIssued(anchor) && authority.verify(anchor.publicKey))

/**
 * The authority that signs for Certify; `undefined` while its key is kept elsewhere. `clientCa` (PEM): the authorities
 * whose client certificates are let in.
 *
 * @throws SetUpError when it is missing, or a client certificate of it could be let in: every client could certify itself
 *   as any other
 */
export async function readCertifyAuthority(paths: KeyPairPaths, clientCa: Buffer): Promise<Authority | undefined> {
  const stored = await readAuthority(paths)
  if (!stored) throw new SetUpError(`There is no authority for Certify in ${paths.cert}.`)
  const { certificate, privateKey } = stored
  if (parseCertificates(clientCa).some((each) => isTrustedThrough(each, certificate)))
    throw new SetUpError(
      `The authority for Certify, ${paths.cert}, is one that client certificates are trusted of, or is signed by one: ` +
        'every client could certify itself as any other. Take an authority of its own for Certify.',
    )
  return privateKey && { certificate, privateKey }
}
