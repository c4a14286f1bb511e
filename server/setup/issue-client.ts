import { type KeyObject, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createFile, makeDirectory, readFileIfExists, renewFile } from '../../durable/durable-file.ts'
import { issueClientCertificate } from '../pki/authority.ts'
import { readAuthority, requireIssuer } from './authority-files.ts'
import { checkPermissions } from './check-permissions.ts'
import { changeClientLimit, type LimitTerms } from './client-limits.ts'
import { requireClientName } from './client-name.ts'
import { certificateMode, readKeyPair } from './key-files.ts'
import { findReplaced, type ReplacedCertificate, revokeReplaced } from './replaced-certificates.ts'
import { changeRevokedClients, readmitClient, readRevokedClients } from './revoked-clients.ts'
import { runLocked } from './run-locked.ts'
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
  /** Replace the certificate of a client of that name. Without it, a name that is taken is refused. */
  readonly replace?: Replacement | undefined
  /** What the client may do. By default it keeps the limits that a client of this name has. */
  readonly limits?: LimitTerms | undefined
  readonly randomBytes?: (size: number) => Uint8Array
}

/** What becomes of the old certificate. */
export interface Replacement {
  /**
   * Milliseconds that it stays valid beside the new one, at most until it expires. 0: revoked at once, with the tickets and
   * asynchronous requests of its client until then.
   */
  readonly overlap: number
}

/** A client's new certificate. */
export interface IssuedClient {
  /** PEM. */
  readonly certificate: string
  /** The authority's certificate, with which the client verifies the server. PEM. */
  readonly authority: string
  readonly notAfter: Date
  /** The certificate that it replaced, while that is valid. */
  readonly replaced?: ReplacedCertificate
}

const curves = ['prime256v1', 'secp384r1', 'secp521r1']

const isClientKey = ({ type, asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean => {
  if (type !== 'public') return false
  if (asymmetricKeyType === 'ed25519') return true
  if (asymmetricKeyType === 'ec') return curves.includes(details?.namedCurve ?? '')
  const bits = details?.modulusLength ?? 0
  return asymmetricKeyType === 'rsa' && bits >= 2048 && bits <= 8192
}

/** Milliseconds: as long as a client's certificate lasts by default. */
const longestOverlap = 825 * 24 * 60 * 60 * 1000

const createTaken = (name: string, path: string): SetUpError =>
  new SetUpError(`A client "${name}" already exists: ${path}. Replace it, or choose another name.`, {
    reason: 'exists',
  })

/** Before the new certificate takes its place, so that none is forgotten. */
const revokeRecorded = async (path: string, record: string, now: Date, { overlap }: Replacement): Promise<void> => {
  const { certificate } = await readKeyPair({ cert: record, key: '' })
  if (certificate && certificate.validToDate > now)
    await changeRevokedClients(path, (list) => revokeReplaced(list, certificate, now, overlap))
}

/**
 * Issues a client's certificate for a public key. A copy of it stays in `clients` of the data directory, so that no two clients get
 * the same name.
 *
 * @throws SetUpError when the name is not allowed or taken, the key is not one for clients, or there is no authority to issue with
 */
export async function issueClient(options: IssueClientOptions): Promise<IssuedClient> {
  const { name, publicKey, now, days, replace } = options
  requireClientName(name)
  if (!Number.isInteger(days) || days < 1)
    throw new SetUpError(`A certificate lasts a whole number of days, not ${days}.`)
  if (replace && !(replace.overlap >= 0 && replace.overlap <= longestOverlap))
    throw new SetUpError('The overlap is 0 to 825 days.')
  if (!isClientKey(publicKey))
    throw new SetUpError('The key of a client is EC (P-256, P-384, P-521), Ed25519, or RSA with 2048 to 8192 bits.', {
      reason: 'unusable',
    })
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
  if (replace) {
    // One after the other: the second of two runs replaces the certificate of the first.
    await runLocked(record, async () => {
      await revokeRecorded(paths.revoked, record, now, replace)
      await renewFile(record, pem, certificateMode)
    })
  } else if (!(await createFile(record, pem, certificateMode))) throw createTaken(name, record)
  await readmitClient(paths.revoked, name, certificate)
  const [replaced] = findReplaced(await readRevokedClients(paths.revoked), name, now).slice(-1)
  return {
    certificate: pem,
    authority: authority.certificate.toString(),
    notAfter: certificate.validToDate,
    ...(replace && replaced && { replaced }),
  }
}
