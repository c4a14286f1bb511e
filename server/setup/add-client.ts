import { type KeyObject, randomBytes } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createFile, makeDirectory, readFileIfExists, renewFile } from '../../durable/durable-file.ts'
import { generatePrivateKey, issueClientCertificate, type KeyType } from '../pki/authority.ts'
import { readAuthority, requireIssuer } from './authority-files.ts'
import { checkPermissions } from './check-permissions.ts'
import { changeClientLimit, type LimitTerms } from './client-limits.ts'
import { certificateMode, keyToPem, keyMode as privateMode } from './key-files.ts'
import { readmitClient } from './revoked-clients.ts'
import { SetUpError } from './set-up-error.ts'
import { toClientPaths, toSetUpPaths } from './set-up-paths.ts'

export interface AddClientOptions {
  /** The data directory, which holds the authority. */
  readonly directory: string
  /** Becomes the common name, and so the principal: 1 to 64 of `A-Za-z0-9._@-`, no dot or dash in front. */
  readonly name: string
  /**
   * Directory for certificate, key and the authority's certificate. Default: `clients` in the data directory. A missing one is
   * created so that others may enter it (0755): the program that uses the files often runs as another user.
   */
  readonly out?: string
  /** Mode of the key file. Default 0600. */
  readonly keyMode?: number
  readonly keyType: KeyType
  /** Days that the certificate lasts; the authority's end limits them. */
  readonly days: number
  readonly now: Date
  /** Replace a client of that name. Its files keep their owners and modes, its old certificate stays valid until its end. */
  readonly replace?: boolean
  /** What the client may do. By default it keeps the limits that a client of this name has. */
  readonly limits?: LimitTerms | undefined
  readonly randomBytes?: (size: number) => Uint8Array
  readonly newPrivateKey?: (keyType: KeyType) => Promise<KeyObject>
}

/** The written files, and the end of the certificate. */
export interface AddedClient {
  readonly cert: string
  readonly key: string
  /** The authority's certificate, with which the client verifies the server. */
  readonly ca: string
  readonly notAfter: Date
}

const isSymbolicLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

/** Mode of a directory for files that another user reads. */
const sharedMode = 0o755

const clientName = /^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/

/**
 * Issues a certificate for a client. A copy of the certificate (not the key) stays in `clients` of the data directory, so that no
 * two clients get the same name, wherever their files go.
 *
 * @throws SetUpError when the name is not allowed or taken, a file to replace is a symbolic link, or there is no authority to issue
 * with; Error `EPERM` when the owner of a file cannot be kept
 */
export async function addClient(options: AddClientOptions): Promise<AddedClient> {
  const { name, now, days, replace = false, keyMode = privateMode } = options
  if (!clientName.test(name))
    throw new SetUpError(
      `"${name}" cannot be the name of a client: 1 to 64 letters, digits and . _ @ - make one, with no dot or dash in front.`,
    )
  if (!Number.isInteger(days) || days < 1)
    throw new SetUpError(`A certificate lasts a whole number of days, not ${days}.`)
  const paths = toSetUpPaths(resolve(options.directory))
  const { out, isElsewhere, cert, key: keyPath, ca, record } = toClientPaths(paths, name, options.out)

  await checkPermissions([
    { path: paths.directory, what: 'data directory' },
    { path: paths.ca.key, what: 'private key' },
  ])
  const stored = await readAuthority(paths.ca)
  if (!stored) throw new SetUpError(`There is no authority in ${paths.directory}. Start the server once to create it.`)
  const authority = requireIssuer(stored, now, cert)
  const root = authority.certificate.toString()

  if (replace) {
    // Before any of them is written: key and certificate belong together.
    for (const path of [record, cert, keyPath, ca])
      if (await isSymbolicLink(path))
        throw new SetUpError(
          `${path} is a symbolic link, which is not followed. Remove it, or name the folder that it points to.`,
        )
  } else {
    for (const path of [record, cert, keyPath]) {
      if (await readFileIfExists(path))
        throw new SetUpError(`A client "${name}" already exists: ${path}. Replace it, or choose another name.`)
    }
    const other = await readFileIfExists(ca)
    if (isElsewhere && other && other.toString() !== root)
      throw new SetUpError(`${ca} is the certificate of another authority. Choose another directory, or replace it.`)
  }

  const key = await (options.newPrivateKey ?? generatePrivateKey)(options.keyType)
  const random = options.randomBytes ?? randomBytes
  const certificate = issueClientCertificate(authority, { key, now, randomBytes: random, commonName: name, days })

  const write = async (path: string, content: string, mode: number): Promise<void> => {
    if (replace) await renewFile(path, content, mode)
    else if (!(await createFile(path, content, mode)) && path !== ca)
      throw new SetUpError(`A client "${name}" already exists: ${path}. Replace it, or choose another name.`)
  }
  // Before the certificate: it is never valid without its limits.
  if (options.limits) await changeClientLimit(paths.limits, name, options.limits)
  await makeDirectory(paths.clients)
  await makeDirectory(out, isElsewhere ? sharedMode : undefined)
  // The first file claims the name against a concurrent run.
  if (isElsewhere) await write(record, certificate.toString(), certificateMode)
  await write(keyPath, keyToPem(key), keyMode)
  await write(cert, certificate.toString(), certificateMode)
  if (isElsewhere) await write(ca, root, certificateMode)
  await readmitClient(paths.revoked, name, certificate)
  return { cert, key: keyPath, ca, notAfter: certificate.validToDate }
}
