import { X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readFileIfExists } from '../../durable/durable-file.ts'
import { checkPermissions } from './check-permissions.ts'
import { isClientName } from './client-name.ts'
import { changeRevokedClients, findRevokedClient, readRevokedClients } from './revoked-clients.ts'
import { SetUpError } from './set-up-error.ts'
import { toKeyPairPaths, toSetUpPaths } from './set-up-paths.ts'

export interface RevokeClientOptions {
  /** The data directory. */
  readonly directory: string
  /** A client by name: all its certificates, past ones included; or one certificate of any authority, as a PEM file or as its text. */
  readonly which: { readonly name: string } | { readonly certificate: string } | { readonly pem: string }
  readonly now: Date
}

/**
 * Revokes a client: running servers of this data directory refuse it at once and close its connections. The list is on disk before
 * the client's files (`clients/NAME.crt`, `NAME.key`) are removed; after that, the name can be used again.
 *
 * @returns the client's name, or the subject of the certificate
 * @throws SetUpError when there is no such client or no such certificate
 */
export const revokeClient = async ({ directory, which, now }: RevokeClientOptions): Promise<string> => {
  const paths = toSetUpPaths(resolve(directory))
  await checkPermissions([{ path: paths.directory, what: 'data directory' }])
  const revoked = now.toISOString()
  if (!('name' in which)) {
    const certificate =
      'pem' in which ? parseCertificate(which.pem, 'The text') : await readCertificate(which.certificate)
    const subject = certificate.subject.split('\n').join(',')
    const fingerprint = certificate.fingerprint256
    await changeRevokedClients(paths.revoked, (list) => ({
      ...list,
      certificates: [
        ...list.certificates.filter((each) => each.fingerprint !== fingerprint),
        { fingerprint, subject, revoked },
      ],
    }))
    return subject
  }
  const { name } = which
  const record = toKeyPairPaths(paths.clients, name)
  const wasRevoked = findRevokedClient(await readRevokedClients(paths.revoked), name) !== undefined
  if (!isClientName(name) || (!wasRevoked && !(await readFileIfExists(record.cert))))
    throw new SetUpError(`There is no client "${name}" in ${paths.clients}.`, { reason: 'notFound' })
  await changeRevokedClients(paths.revoked, (list) => ({
    ...list,
    clients: [...list.clients.filter((each) => each.name !== name), { name, revoked, except: [] }],
  }))
  for (const path of [record.cert, record.key]) await rm(path, { force: true })
  return name
}

const parseCertificate = (pem: string | Buffer, what: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new SetUpError(`${what} does not hold a certificate.`, { reason: 'unusable' })
  }
}

const readCertificate = async (path: string): Promise<X509Certificate> =>
  parseCertificate(await readFile(path).catch(() => ''), path)
