import type { KeyObject, X509Certificate } from 'node:crypto'
import { type AuthorityName, createAuthority } from '../pki/authority.ts'
import type { Means } from './key-files.ts'
import { ensureCertificate, ensureKey, readKeyPair } from './key-files.ts'
import { formatDay } from './note.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** The authority in its files. The key may be stored elsewhere until a certificate has to be issued. */
export interface StoredAuthority {
  readonly paths: KeyPairPaths
  readonly certificate: X509Certificate
  readonly privateKey: KeyObject | undefined
}

/** @throws SetUpError when the certificate is not of an authority, or does not match the key */
export async function readAuthority(paths: KeyPairPaths): Promise<StoredAuthority | undefined> {
  const { certificate, key } = await readKeyPair(paths)
  if (!certificate) return undefined
  if (!certificate.ca) throw new SetUpError(`${paths.cert} is not the certificate of an authority.`)
  if (key && !certificate.checkPrivateKey(key))
    throw new SetUpError(`${paths.cert} and ${paths.key} do not belong together. Restore both from one backup.`)
  return { paths, certificate, privateKey: key }
}

/** Reads the authority, or creates it: first the key, then the certificate, which only needs the key. */
export async function ensureAuthority(
  paths: KeyPairPaths,
  means: Means,
  name?: AuthorityName,
): Promise<StoredAuthority> {
  const existing = await readAuthority(paths)
  if (existing) return existing
  const key = await ensureKey(paths, 'EC', means)
  await ensureCertificate(paths, createAuthority({ ...means, key }, name).certificate, means)
  const created = await readAuthority(paths)
  if (!created) throw new SetUpError(`${paths.cert} vanished while it was being created.`)
  return created
}

/**
 * Returns the authority with its key, to issue certificates.
 *
 * @throws SetUpError when its key is missing or it has expired
 */
export function requireIssuer({ paths, certificate, privateKey }: StoredAuthority, now: Date, what: string) {
  if (!privateKey)
    throw new SetUpError(`${what} has to be issued, but the authority's key ${paths.key} is missing. Put it back.`)
  if (certificate.validToDate <= now)
    throw new SetUpError(
      `${what} has to be issued, but the authority ${paths.cert} expired on ${formatDay(certificate.validToDate)}. ` +
        'Move the certificates and keys of authority, server and clients away, and the server creates a new authority.',
    )
  return { certificate, privateKey }
}
