import type { X509Certificate } from 'node:crypto'
import type { Authority } from '../pki/authority.ts'
import { isSameKey } from '../pki/is-same-key.ts'
import { parseCertificates } from '../pki/parse-certificates.ts'
import { readAuthority } from './authority-files.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** Whether trust in `anchor` includes `authority`. */
const isTrustedThrough = (anchor: X509Certificate, authority: X509Certificate): boolean =>
  isSameKey(anchor.publicKey, authority.publicKey) ||
  (authority.checkIssued(anchor) && authority.verify(anchor.publicKey))

/**
 * Reads the authority that signs for Certify; `undefined` if its key is stored elsewhere. `clientCa` (PEM): the authorities
 * trusted for client certificates.
 *
 * @throws SetUpError when it is missing, or trusted for client certificates: every client could certify itself as any other
 */
export async function readCertifyAuthority(paths: KeyPairPaths, clientCa: Buffer): Promise<Authority | undefined> {
  const stored = await readAuthority(paths)
  if (!stored) throw new SetUpError(`There is no authority for Certify in ${paths.cert}.`)
  const { certificate, privateKey } = stored
  if (parseCertificates(clientCa).some((each) => isTrustedThrough(each, certificate)))
    throw new SetUpError(
      `The authority for Certify, ${paths.cert}, is trusted for client certificates: ` +
        'every client could certify itself as any other. Use a separate authority for Certify.',
    )
  return privateKey && { certificate, privateKey }
}
