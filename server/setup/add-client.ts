import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { access, constants, lstat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createFile, makeDirectory, readFileIfExists, renewFile } from '../../durable/durable-file.ts'
import { generatePrivateKey, type KeyType } from '../pki/authority.ts'
import { requireClientName } from './client-name.ts'
import { type IssueClientOptions, type IssuedClient, issueClient, type Replacement } from './issue-client.ts'
import { certificateMode, keyToPem, keyMode as privateMode } from './key-files.ts'
import type { ReplacedCertificate } from './replaced-certificates.ts'
import { SetUpError } from './set-up-error.ts'
import { type ClientPaths, toClientPaths, toSetUpPaths } from './set-up-paths.ts'

export interface SaveClientOptions {
  /** The data directory. */
  readonly directory: string
  /** Of the client. */
  readonly name: string
  /**
   * Directory for certificate, key and the authority's certificate. Default: `clients` in the data directory. A missing one is
   * created so that others may enter it (0755): the program that uses the files often runs as another user.
   */
  readonly out?: string
  /** Mode of the key file. Default 0600. */
  readonly keyMode?: number
  readonly keyType: KeyType
  readonly newPrivateKey?: (keyType: KeyType) => Promise<KeyObject>
  readonly replace?: Replacement | undefined
  /** Issues the certificate: {@link issueClient}, here or in a running server. */
  readonly issue: (publicKey: KeyObject) => Promise<IssuedClient>
}

export type AddClientOptions = Omit<SaveClientOptions, 'issue'> & Omit<IssueClientOptions, 'publicKey'>

/** The written files, and the end of the certificate. */
export interface AddedClient {
  readonly cert: string
  readonly key: string
  /** The authority's certificate, with which the client verifies the server. */
  readonly ca: string
  readonly notAfter: Date
  /** The certificate that it replaced, while that is valid. */
  readonly replaced?: ReplacedCertificate
}

/** Mode of a directory for files that another user reads. */
const sharedMode = 0o755

const isSymbolicLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

/** @throws Error `EACCES` when files cannot be created in a directory, or in the one that it would be created in */
const requireWritable = async (directory: string): Promise<void> => {
  try {
    await access(directory, constants.W_OK)
  } catch (error) {
    const parent = dirname(directory)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === directory) throw error
    await requireWritable(parent)
  }
}

const requireSameAuthority = async ({ ca, isElsewhere }: ClientPaths, authority: string): Promise<void> => {
  const present = isElsewhere ? await readFileIfExists(ca) : undefined
  if (present && present.toString() !== authority)
    throw new SetUpError(`${ca} is the certificate of another authority. Choose another directory, or replace it.`)
}

/** Checks the files before a certificate is issued: key and certificate belong together. @throws SetUpError */
const requireFreePlaces = async (places: ClientPaths, authority: string, { name, replace }: SaveClientOptions) => {
  const { cert, key, ca, out } = places
  for (const path of [cert, key, ca])
    if (await isSymbolicLink(path))
      throw new SetUpError(
        `${path} is a symbolic link, which is not followed. Remove it, or name the folder that it points to.`,
      )
  if (!replace) {
    for (const path of [cert, key])
      if (await readFileIfExists(path))
        throw new SetUpError(`A client "${name}" already exists: ${path}. Replace it, or choose another name.`)
    // Somebody who may not read the data directory learns the authority with the certificate.
    const known = await readFileIfExists(authority).catch(() => undefined)
    if (known) await requireSameAuthority(places, new X509Certificate(known).toString())
  }
  await requireWritable(out)
}

/**
 * Makes a client's key, has the certificate issued for it, and writes key, certificate and the authority's certificate. The key
 * stays in this process and its file.
 *
 * @throws SetUpError when the name is not allowed or taken, a file to write is a symbolic link, there is no authority to issue
 * with, or the files cannot be written
 */
export async function saveClient(options: SaveClientOptions): Promise<AddedClient> {
  const { name, replace, keyMode = privateMode } = options
  requireClientName(name)
  const paths = toSetUpPaths(resolve(options.directory))
  const places = toClientPaths(paths, name, options.out)
  const { out, isElsewhere, cert, key: keyPath, ca } = places
  await requireFreePlaces(places, paths.ca.cert, options)
  const key = await (options.newPrivateKey ?? generatePrivateKey)(options.keyType)
  const { certificate, authority, notAfter, replaced } = await options.issue(createPublicKey(key))

  const write = async (path: string, content: string, mode: number): Promise<void> => {
    if (replace) await renewFile(path, content, mode)
    else if (!(await createFile(path, content, mode)) && path !== ca) throw new SetUpError(`${path} exists.`)
  }
  try {
    if (!replace) await requireSameAuthority(places, authority)
    await makeDirectory(out, isElsewhere ? sharedMode : undefined)
    await write(keyPath, keyToPem(key), keyMode)
    // Elsewhere it is a copy of the record.
    if (isElsewhere) await write(cert, certificate, certificateMode)
    if (isElsewhere) await write(ca, authority, certificateMode)
  } catch (error) {
    throw new SetUpError(
      `The certificate was issued, but its files could not be written. Correct this, then replace it (--replace): ${(error as Error).message}`,
      { cause: error },
    )
  }
  return { cert, key: keyPath, ca, notAfter, ...(replaced && { replaced }) }
}

/** The same, with the authority in the files of the data directory. */
export const addClient = (options: AddClientOptions): Promise<AddedClient> =>
  saveClient({ ...options, issue: (publicKey) => issueClient({ ...options, publicKey }) })
