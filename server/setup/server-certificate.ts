import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { replaceFile } from '../../durable/durable-file.ts'
import type { KeyType } from '../pki/authority.ts'
import { issueServerCertificate } from '../pki/authority.ts'
import type { StoredAuthority } from './authority-files.ts'
import { requireIssuer } from './authority-files.ts'
import type { Means } from './key-files.ts'
import { certificateMode, ensureCertificate, ensureKey, readKeyPair } from './key-files.ts'
import type { Note } from './note.ts'
import { formatDay, isEndingWithin } from './note.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** Days that a server certificate lasts, and days before its end when it is renewed. */
const lifetime = 825
const renewal = 30

/** Finds the names missing from the certificate. */
function findMissingNames(certificate: X509Certificate, names: readonly string[]): string[] {
  const carried = new Set((certificate.subjectAltName ?? '').split(', ').map((name) => name.toLowerCase()))
  return names.filter((name) =>
    isIP(name) ? certificate.checkIP(name) === undefined : !carried.has(`dns:${name.toLowerCase()}`),
  )
}

/**
 * Creates a server's key and certificate if they are missing, and renews the certificate for the same key when it nears its end or
 * lacks a name. Leaves a certificate of another authority alone.
 *
 * @returns what was renewed, or should be
 * @throws SetUpError when the existing files are unusable
 */
export async function ensureServerCertificate(
  paths: KeyPairPaths,
  keyType: KeyType,
  names: readonly string[],
  authority: StoredAuthority,
  means: Means,
): Promise<Note[]> {
  const { now } = means
  const createWarning = (message: string): Note[] => [{ kind: 'warning', path: paths.cert, message }]
  const { certificate, key } = await readKeyPair(paths)
  const issue = async (): Promise<X509Certificate> => {
    const issuer = requireIssuer(authority, now, paths.cert)
    return issueServerCertificate(issuer, {
      ...means,
      key: await ensureKey(paths, keyType, means),
      names,
      days: lifetime,
    })
  }
  if (!certificate) {
    await ensureCertificate(paths, await issue(), means)
    return []
  }

  const hasKey = key !== undefined && certificate.checkPrivateKey(key)
  const isOurs = certificate.checkIssued(authority.certificate) && certificate.verify(authority.certificate.publicKey)
  if (!isOurs) {
    if (hasKey)
      return createWarning(`${paths.cert} is not of the authority ${authority.paths.cert}: renew it yourself.`)
    throw new SetUpError(`${paths.cert} exists, but its key is not in ${paths.key}. Put it back, or move both away.`)
  }

  const ending =
    isEndingWithin(certificate, renewal, now) && certificate.validToDate < authority.certificate.validToDate
  const missing = findMissingNames(certificate, names)
  const reason = !hasKey
    ? 'its key was missing'
    : ending
      ? `it ends on ${formatDay(certificate.validToDate)}`
      : missing.length
        ? `it lacked ${missing.join(', ')}`
        : undefined
  if (!reason) return []
  if (hasKey && !authority.privateKey && certificate.validToDate > now)
    return createWarning(`${paths.cert} should be renewed (${reason}), but ${authority.paths.key} is missing.`)
  await replaceFile(paths.cert, (await issue()).toString(), certificateMode)
  return [{ kind: 'renewed', path: paths.cert, message: `${paths.cert} was renewed: ${reason}.` }]
}
