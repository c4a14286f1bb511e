import type { KeyObject, X509Certificate } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { domainToASCII } from 'node:url'
import { createFile, makeDirectory, removeAbandoned } from '../../durable/durable-file.ts'
import type { KeyType } from '../pki/authority.ts'
import { generatePrivateKey, issueClientCertificate } from '../pki/authority.ts'
import { isSubjectAlternativeName } from '../pki/subject-alternative-name.ts'
import { ensureAuthority, readAuthority, requireIssuer } from './authority-files.ts'
import { checkPermissions, listGuardedPaths } from './check-permissions.ts'
import type { Means } from './key-files.ts'
import { ensureCertificate, ensureKey, keyMode, readKeyPair } from './key-files.ts'
import type { Note } from './note.ts'
import { formatDay, isEndingWithin } from './note.ts'
import { readmitClient } from './revoked-clients.ts'
import { ensureServerCertificate } from './server-certificate.ts'
import { SetUpError } from './set-up-error.ts'
import type { SetUpPaths } from './set-up-paths.ts'
import { toSetUpPaths } from './set-up-paths.ts'

export interface SetUpOptions {
  /** The data directory; made when missing. */
  readonly directory: string
  /** The machine's name, which the server certificates carry beside `localhost`, 127.0.0.1 and ::1. */
  readonly hostName: string
  /** Further DNS names and IP addresses for the server certificates. */
  readonly serverNames?: readonly string[]
  readonly now: Date
  /** The store's file or directory: where it exists, a missing master key is never made anew. */
  readonly store?: string
  /** False when the configuration names server certificates of its own. */
  readonly serverCertificates?: boolean
  /** False when the configuration names an authority of its own for clients. */
  readonly clientCertificates?: boolean
  /** False when the configuration names an authority of its own for Certify. */
  readonly certifyAuthority?: boolean
  readonly randomBytes?: (size: number) => Uint8Array
  readonly newPrivateKey?: (keyType: KeyType) => Promise<KeyObject>
}

export interface SetUp {
  readonly paths: SetUpPaths
  /** Files and directories made by this run, in order; empty when all was there. */
  readonly created: readonly string[]
  /** What was renewed, and what needs attention. */
  readonly notes: readonly Note[]
}

const adminLifetime = 825
const warnings = { authority: 180, client: 30 }

const isPresent = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

async function ensureMasterKey({ masterKey }: SetUpPaths, store: string | undefined, means: Means): Promise<void> {
  const there = await isPresent(masterKey)
  if (!there && store !== undefined && (await isPresent(store)))
    throw new SetUpError(
      `The master key ${masterKey} is missing, but the store ${store} was sealed with it. Restore it from a backup.`,
    )
  if (!there && (await createFile(masterKey, means.randomBytes(32), keyMode))) means.onCreated(masterKey)
  const { size } = await stat(masterKey)
  if (size !== 32)
    throw new SetUpError(`The master key ${masterKey} has ${size} bytes in place of 32. Restore it from a backup.`)
}

/** A lost authority is not replaced while its certificates are about: every client would be locked out unasked. */
async function refuseOrphans({ ca, serverEc, serverRsa, admin }: SetUpPaths): Promise<void> {
  if ((await isPresent(ca.cert)) || (await isPresent(ca.key))) return
  for (const { cert } of [serverEc, serverRsa, admin]) {
    if (await isPresent(cert))
      throw new SetUpError(
        `${ca.cert} and ${ca.key} are missing, but ${cert} is there. Restore them from a backup; or move it away too, ` +
          'and a new authority will be made, whose certificates all clients then need.',
      )
  }
}

/** What is to be said of an authority that nears its end. */
const createAuthorityNotes = (path: string, certificate: X509Certificate, now: Date): Note[] => {
  if (!isEndingWithin(certificate, warnings.authority, now)) return []
  const end = formatDay(certificate.validToDate)
  const message = `The authority ${path} ends on ${end}, and every certificate with it: plan a new one.`
  return [{ kind: 'warning', path, message }]
}

/** The names that server certificates carry, each once. */
function listCertificateNames(hostName: string, further: readonly string[]): string[] {
  const wrong = further.find((name) => !isSubjectAlternativeName(name))
  if (wrong !== undefined)
    throw new SetUpError(`"${wrong}" is neither a DNS name (in ASCII) nor an IP address: correct the server names.`)
  const own = domainToASCII(hostName)
  return [...new Set(['localhost', '127.0.0.1', '::1', ...(isSubjectAlternativeName(own) ? [own] : []), ...further])]
}

/** The server certificates alone, made or renewed where that is due: for a server that runs. @throws SetUpError */
export async function renewServerCertificates(options: SetUpOptions): Promise<Note[]> {
  const paths = toSetUpPaths(resolve(options.directory))
  const names = listCertificateNames(options.hostName, options.serverNames ?? [])
  const authority = await readAuthority(paths.ca)
  if (!authority) throw new SetUpError(`The authority ${paths.ca.cert} is gone: restore it from a backup.`)
  const means = createMeans(options, () => undefined)
  return [
    ...(await ensureServerCertificate(paths.serverEc, 'EC', names, authority, means)),
    ...(await ensureServerCertificate(paths.serverRsa, 'RSA', names, authority, means)),
  ]
}

const createMeans = (options: SetUpOptions, created: (path: string) => void): Means => ({
  now: options.now,
  randomBytes: options.randomBytes ?? randomBytes,
  newPrivateKey: options.newPrivateKey ?? generatePrivateKey,
  onCreated: created,
})

/** Authority, administrator and server certificates: all that TLS needs. */
async function ensureTls(
  options: SetUpOptions,
  names: readonly string[],
  paths: SetUpPaths,
  means: Means,
): Promise<Note[]> {
  const { now, serverCertificates = true, clientCertificates = true } = options
  if (!serverCertificates && !clientCertificates) return []

  await refuseOrphans(paths)
  const authority = await ensureAuthority(paths.ca, means)
  const notes = createAuthorityNotes(paths.ca.cert, authority.certificate, now)

  if (clientCertificates) {
    if (await makeDirectory(paths.clients)) means.onCreated(paths.clients)
    await removeAbandoned(paths.clients, now)
    const { certificate } = await readKeyPair(paths.admin)
    if (!certificate) {
      const able = requireIssuer(authority, now, paths.admin.cert)
      const key = await ensureKey(paths.admin, 'EC', means)
      const issued = issueClientCertificate(able, { ...means, key, commonName: 'admin', days: adminLifetime })
      await readmitClient(paths.revoked, 'admin', await ensureCertificate(paths.admin, issued, means))
    } else if (isEndingWithin(certificate, warnings.client, now)) {
      const message = `The client certificate ${paths.admin.cert} ends on ${formatDay(certificate.validToDate)}: issue a new one.`
      notes.push({ kind: 'warning', path: paths.admin.cert, message })
    }
  }

  if (serverCertificates) {
    notes.push(...(await ensureServerCertificate(paths.serverEc, 'EC', names, authority, means)))
    notes.push(...(await ensureServerCertificate(paths.serverRsa, 'RSA', names, authority, means)))
  }
  return notes
}

/** The authority for Certify. Its key may be kept elsewhere: then nothing is certified. */
async function ensureCertifyAuthority(paths: SetUpPaths, means: Means): Promise<Note[]> {
  const { certificate, privateKey } = await ensureAuthority(paths.certifyCa, means, 'kmip Certify CA')
  const { cert, key } = paths.certifyCa
  const message = `Certify is not done: the authority ${cert} is there, but not its key ${key}.`
  return privateKey ? createAuthorityNotes(cert, certificate, means.now) : [{ kind: 'warning', path: key, message }]
}

/**
 * Makes what a server needs and is not there: data directory, master key, authority, an administrator's client certificate
 * (CN `admin`), server certificates for EC and RSA, and the authority for Certify. Each file is whole and on the disk
 * before the next one is begun, and a file that exists is not touched, so a run that was cut short anywhere is completed
 * by the next. Server certificates are renewed within 30 days of their end or when they lack a name.
 *
 * @throws SetUpError when something is in the way that only a person should decide on
 */
export async function setUp(options: SetUpOptions): Promise<SetUp> {
  const { now, store, certifyAuthority = true } = options
  const paths = toSetUpPaths(resolve(options.directory))
  const names = listCertificateNames(options.hostName, options.serverNames ?? [])
  const created: string[] = []
  const means = createMeans(options, (path) => created.push(path))
  if (await makeDirectory(paths.directory)) created.push(paths.directory)
  await checkPermissions(listGuardedPaths(paths))
  await removeAbandoned(paths.directory, now)
  await ensureMasterKey(paths, store, means)
  const notes = await ensureTls(options, names, paths, means)
  if (certifyAuthority) notes.push(...(await ensureCertifyAuthority(paths, means)))
  return { paths, created, notes }
}
