import { X509Certificate } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readFileIfExists } from '../../durable/durable-file.ts'
import type { AddedClient } from './add-client.ts'
import { formatDay } from './note.ts'
import { findRevocation, readRevokedClients } from './revoked-clients.ts'
import { SetUpError } from './set-up-error.ts'
import { toClientPaths, toSetUpPaths } from './set-up-paths.ts'

export interface ReadIssuedClientOptions {
  /** The data directory. */
  readonly directory: string
  readonly name: string
  /** The folder that its files were written to. Default: `clients` in the data directory. */
  readonly out?: string
  readonly now: Date
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/**
 * Finds the files of a client that was issued before, without reading its key.
 *
 * @returns `undefined` if there is no client of that name
 * @throws SetUpError when its files are not in the folder, or its certificate has expired or is revoked
 */
export const readIssuedClient = async (options: ReadIssuedClientOptions): Promise<AddedClient | undefined> => {
  const { name, now } = options
  const paths = toSetUpPaths(resolve(options.directory))
  const { cert, key, ca, record } = toClientPaths(paths, name, options.out)
  const recorded = await readFileIfExists(record)
  if (!recorded) return undefined
  const createError = (problem: string): SetUpError =>
    new SetUpError(
      `The client "${name}" exists, but ${problem}. Name the folder of its files (--out), or renew it (--replace).`,
    )
  const [missing] = (
    await Promise.all([cert, key, ca].map(async (path) => ((await exists(path)) ? [] : [path])))
  ).flat()
  if (missing !== undefined) throw createError(`${missing} does not`)
  const certificate = new X509Certificate(recorded)
  if (!recorded.equals((await readFileIfExists(cert)) ?? Buffer.alloc(0)))
    throw createError(`${cert} is not its last certificate`)
  if (certificate.validToDate < now) throw createError(`${cert} expired on ${formatDay(certificate.validToDate)}`)
  const revocation = findRevocation(await readRevokedClients(paths.revoked), certificate, now)
  if (revocation !== undefined) throw createError(revocation)
  return { cert, key, ca, notAfter: certificate.validToDate }
}
