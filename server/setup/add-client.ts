import { type KeyObject, randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { createFile, makeDirectory, readFileIfExists, replaceFile } from '../../durable/durable-file.ts'
import { generatePrivateKey, issueClientCertificate, type KeyType } from '../pki/authority.ts'
import { readAuthority, requireIssuer } from './authority-files.ts'
import { checkPermissions } from './check-permissions.ts'
import { certificateMode, keyMode, keyToPem } from './key-files.ts'
import { readmitClient } from './revoked-clients.ts'
import { SetUpError } from './set-up-error.ts'
import { toKeyPairPaths, toSetUpPaths } from './set-up-paths.ts'

export interface AddClientOptions {
  /** The data directory, which holds the authority. */
  readonly directory: string
  /** Becomes the common name, and so the principal: 1 to 64 of `A-Za-z0-9._@-`, no dot or dash in front. */
  readonly name: string
  /** Where certificate, key and the authority's certificate go; made when missing. Default: `clients` in the data directory. */
  readonly out?: string
  readonly keyType: KeyType
  /** How long the certificate lasts; never longer than the authority. */
  readonly days: number
  readonly now: Date
  /** Take the place of a client of that name. Its old certificate stays valid until it ends. */
  readonly replace?: boolean
  readonly randomBytes?: (size: number) => Uint8Array
  readonly newPrivateKey?: (keyType: KeyType) => Promise<KeyObject>
}

/** Paths of what was written, and when it ends. */
export interface AddedClient {
  readonly cert: string
  readonly key: string
  /** The authority's certificate, for the client to check the server with. */
  readonly ca: string
  readonly notAfter: Date
}

const clientName = /^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/

/**
 * Issues a certificate to a further client. The certificate (not the key) is also kept in `clients` of the data directory,
 * so that no two clients get one name by accident, wherever their files go.
 *
 * @throws SetUpError when the name is not allowed or taken, or there is no authority to issue with
 */
export async function addClient(options: AddClientOptions): Promise<AddedClient> {
  const { name, now, days, replace = false } = options
  if (!clientName.test(name))
    throw new SetUpError(
      `"${name}" cannot be the name of a client: 1 to 64 letters, digits and . _ @ - make one, with no dot or dash in front.`,
    )
  if (!Number.isInteger(days) || days < 1)
    throw new SetUpError(`A certificate lasts a whole number of days, not ${days}.`)
  const paths = toSetUpPaths(resolve(options.directory))
  const out = resolve(options.out ?? paths.clients)
  const elsewhere = out !== paths.clients
  const files = toKeyPairPaths(out, name)
  const ca = elsewhere ? join(out, 'ca.crt') : paths.ca.cert
  const record = toKeyPairPaths(paths.clients, name).cert

  await checkPermissions([
    { path: paths.directory, what: 'data directory' },
    { path: paths.ca.key, what: 'private key' },
  ])
  const stored = await readAuthority(paths.ca)
  if (!stored)
    throw new SetUpError(`There is no authority in ${paths.directory}. The server makes one when it is started.`)
  const authority = requireIssuer(stored, now, files.cert)
  const root = authority.certificate.toString()

  if (!replace) {
    for (const path of [record, files.cert, files.key]) {
      if (await readFileIfExists(path))
        throw new SetUpError(`There is a client "${name}" already: ${path}. Replace it, or choose a name.`)
    }
    const other = await readFileIfExists(ca)
    if (elsewhere && other && other.toString() !== root)
      throw new SetUpError(`${ca} is the certificate of another authority. Choose another directory, or replace it.`)
  }

  const key = await (options.newPrivateKey ?? generatePrivateKey)(options.keyType)
  const random = options.randomBytes ?? randomBytes
  const certificate = issueClientCertificate(authority, { key, now, randomBytes: random, commonName: name, days })

  const write = async (path: string, content: string, mode: number): Promise<void> => {
    if (replace) await replaceFile(path, content, mode)
    else if (!(await createFile(path, content, mode)) && path !== ca)
      throw new SetUpError(`There is a client "${name}" already: ${path}. Replace it, or choose a name.`)
  }
  await makeDirectory(paths.clients)
  await makeDirectory(out)
  // What is written first claims the name: two runs at once cannot both have it.
  if (elsewhere) await write(record, certificate.toString(), certificateMode)
  await write(files.key, keyToPem(key), keyMode)
  await write(files.cert, certificate.toString(), certificateMode)
  if (elsewhere) await write(ca, root, certificateMode)
  await readmitClient(paths.revoked, name, certificate)
  return { ...files, ca, notAfter: certificate.validToDate }
}
