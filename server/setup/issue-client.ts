import { type KeyObject, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createFile, makeDirectory, readFileIfExists, renewFile } from '../../durable/durable-file.ts'
import { issueClientCertificate } from '../pki/authority.ts'
import { readAuthority, requireIssuer } from './authority-files.ts'
import { checkPermissions } from './check-permissions.ts'
import { changeClientLimit, type LimitTerms } from './client-limits.ts'
import { requireClientName } from './client-name.ts'
import { certificateMode } from './key-files.ts'
import { readmitClient } from './revoked-clients.ts'
import { SetUpError } from './set-up-error.ts'
import { toKeyPairPaths, toSetUpPaths } from './set-up-paths.ts'

export interface IssueClientOptions {
  /** The data directory, which holds the authority. */
  readonly directory: string
  /** Becomes the common name, and so the principal: 1 to 64 of `A-Za-z0-9._@-`, no dot or dash in front. */
  readonly name: string
  /** The client's key: EC on P-256, P-384 or P-521, Ed25519, or RSA with 2048 to 8192 bits. */
  readonly publicKey: KeyObject
  /** Days that the certificate lasts; the authority's end limits them. */
  readonly days: number
  readonly now: Date
  /** Replace a client of that name. Its old certificate stays valid until its end. */
  readonly replace?: boolean
  /** What the client may do. By default it keeps the limits that a client of this name has. */
  readonly limits?: LimitTerms | undefined
  readonly randomBytes?: (size: number) => Uint8Array
}

/** A client's new certificate. */
export interface IssuedClient {
  /** PEM. */
  readonly certificate: string
  /** The authority's certificate, with which the client verifies the server. PEM. */
  readonly authority: string
  readonly notAfter: Date
}

const curves = ['prime256v1', 'secp384r1', 'secp521r1']

const isClientKey = ({ type, asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean => {
  if (type !== 'public') return false
  if (asymmetricKeyType === 'ed25519') return true
  if (asymmetricKeyType === 'ec') return curves.includes(details?.namedCurve ?? '')
  const bits = details?.modulusLength ?? 0
  return asymmetricKeyType === 'rsa' && bits >= 2048 && bits <= 8192
}

const createTaken = (name: string, path: string): SetUpError =>
  new SetUpError(`A client "${name}" already exists: ${path}. Replace it, or choose another name.`, {
    reason: 'exists',
  })

/**
 * Issues a client's certificate for a public key. A copy of it stays in `clients` of the data directory, so that no two clients get
 * the same name.
 *
 * @throws SetUpError when the name is not allowed or taken, the key is not one for clients, or there is no authority to issue with
 */
export async function issueClient(options: IssueClientOptions): Promise<IssuedClient> {
  const { name, publicKey, now, days, replace = false } = options
  requireClientName(name)
  if (!Number.isInteger(days) || days < 1)
    throw new SetUpError(`A certificate lasts a whole number of days, not ${days}.`)
  if (!isClientKey(publicKey))
    throw new SetUpError('The key of a client is EC (P-256, P-384, P-521), Ed25519, or RSA with 2048 to 8192 bits.')
  const paths = toSetUpPaths(resolve(options.directory))
  const record = toKeyPairPaths(paths.clients, name).cert

  await checkPermissions([
    { path: paths.directory, what: 'data directory' },
    { path: paths.ca.key, what: 'private key' },
  ])
  const stored = await readAuthority(paths.ca)
  if (!stored) throw new SetUpError(`There is no authority in ${paths.directory}. Start the server once to create it.`)
  const authority = requireIssuer(stored, now, record)
  if (!replace && (await readFileIfExists(record))) throw createTaken(name, record)
  const certificate = issueClientCertificate(authority, {
    ...{ key: publicKey, now, commonName: name, days },
    randomBytes: options.randomBytes ?? randomBytes,
  })

  // Before the certificate: it is never valid without its limits.
  if (options.limits) await changeClientLimit(paths.limits, name, options.limits)
  await makeDirectory(paths.clients)
  const pem = certificate.toString()
  if (replace) await renewFile(record, pem, certificateMode)
  else if (!(await createFile(record, pem, certificateMode))) throw createTaken(name, record)
  await readmitClient(paths.revoked, name, certificate)
  return { certificate: pem, authority: authority.certificate.toString(), notAfter: certificate.validToDate }
}
