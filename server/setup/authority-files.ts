import type { KeyObject, X509Certificate } from 'node:crypto'
import { type AuthorityName, createAuthority } from '../pki/authority.ts'
import type { Means } from './key-files.ts'
import { ensureCertificate, ensureKey, readKeyPair } from './key-files.ts'
import { formatDay } from './note.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** The authority as its files have it: the key may be kept elsewhere as long as nothing is to be issued. */
export interface StoredAuthority {
  readonly paths: KeyPairPaths
  readonly certificate: X509Certificate
  readonly privateKey: KeyObject | undefined
}

/** @throws SetUpError when there is no certificate, or certificate and key are of two authorities */
export async function readAuthority(paths: KeyPairPaths): Promise<StoredAuthority | undefined> {
  const { certificate, key } = await readKeyPair(paths)
  if (!certificate) return undefined
  if (!certificate.ca) throw new SetUpError(`${paths.cert} is not the certificate of an authority.`)
  if (key && !certificate.checkPrivateKey(key))
    throw new SetUpError(`${paths.cert} and ${paths.key} do not belong together. Restore both from one backup.`)
  return { paths, certificate, privateKey: key }
}

/** The authority, made where it is missing: first the key, then the certificate, which needs nothing but the key. */
export async function ensureAuthority(
  paths: KeyPairPaths,
  means: Means,
  name?: AuthorityName,
): Promise<StoredAuthority> {
  const there = await readAuthority(paths)
  if (there) return there
  const key = await ensureKey(paths, 'EC', means)
  await ensureCertificate(paths, createAuthority({ ...means, key }, name).certificate, means)
  const made = await readAuthority(paths)
  if (!made) throw new SetUpError(`${paths.cert} vanished while it was being made.`)
  return made
}

/**
 * The authority, able to issue.
 *
 * @throws SetUpError when its key is kept elsewhere or it has expired
 */
export function requireIssuer({ paths, certificate, privateKey }: StoredAuthority, now: Date, what: string) {
  if (!privateKey)
    throw new SetUpError(`${what} has to be issued, but the authority's key ${paths.key} is not there. Put it back.`)
  if (certificate.validToDate <= now)
    throw new SetUpError(
      `${what} has to be issued, but the authority ${paths.cert} expired on ${formatDay(certificate.validToDate)}. ` +
        'Move the certificates and keys of authority, server and clients away, and a new authority will be made.',
    )
  return { certificate, privateKey }
}
