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
import { MASTER_KEY, readMasterKey } from './master-key-file.ts'
import type { Note } from './note.ts'
import { formatDay, isEndingWithin } from './note.ts'
import { readmitClient } from './revoked-clients.ts'
import { ensureServerCertificate } from './server-certificate.ts'
import { SetUpError } from './set-up-error.ts'
import type { SetUpPaths } from './set-up-paths.ts'
import { toSetUpPaths } from './set-up-paths.ts'

export interface SetUpOptions {
  /** The data directory; created if missing. */
  readonly directory: string
  /** The machine's name, which server certificates contain besides `localhost`, 127.0.0.1 and ::1. */
  readonly hostName: string
  /** Further DNS names and IP addresses for the server certificates. */
  readonly serverNames?: readonly string[]
  readonly now: Date
  /** The store's file. Others must not read it. If it exists, a missing master key is an error. */
  readonly store?: string
  /** False if the configuration names server certificates. */
  readonly serverCertificates?: boolean
  /** False if the configuration names an authority for clients. */
  readonly clientCertificates?: boolean
  /** False if the configuration names an authority for Certify. */
  readonly certifyAuthority?: boolean
  readonly randomBytes?: (size: number) => Uint8Array
  readonly newPrivateKey?: (keyType: KeyType) => Promise<KeyObject>
}

export interface SetUp {
  readonly paths: SetUpPaths
  /** Files and directories created by this run, in order. */
  readonly created: readonly string[]
  /** Renewed certificates, and warnings. */
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
  const isThere = await isPresent(masterKey)
  if (!isThere && store !== undefined && (await isPresent(store)))
    throw new SetUpError(
      `The master key ${masterKey} is missing, but the store ${store} was sealed with it. Restore it from a backup.`,
    )
  if (!isThere && (await createFile(masterKey, means.randomBytes(MASTER_KEY), keyMode))) means.onCreated(masterKey)
  await readMasterKey(masterKey)
}

/** Refuses to replace a lost authority while its certificates exist: that would lock out every client. */
async function refuseOrphans({ ca, serverEc, serverRsa, admin }: SetUpPaths): Promise<void> {
  if ((await isPresent(ca.cert)) || (await isPresent(ca.key))) return
  for (const { cert } of [serverEc, serverRsa, admin]) {
    if (await isPresent(cert))
      throw new SetUpError(
        `${ca.cert} and ${ca.key} are missing, but ${cert} exists. Restore them from a backup; or move it away too, ` +
          'and the server creates a new authority, whose certificates all clients then need.',
      )
  }
}

/** Warns of an authority that nears its end. */
const createAuthorityNotes = (path: string, certificate: X509Certificate, now: Date): Note[] => {
  if (!isEndingWithin(certificate, warnings.authority, now)) return []
  const end = formatDay(certificate.validToDate)
  const message = `The authority ${path} ends on ${end}, and every certificate with it: plan a new one.`
  return [{ kind: 'warning', path, message }]
}

/** The names of the server certificates, without duplicates. */
function listCertificateNames(hostName: string, further: readonly string[]): string[] {
  const wrong = further.find((name) => !isSubjectAlternativeName(name))
  if (wrong !== undefined)
    throw new SetUpError(`"${wrong}" is neither a DNS name (in ASCII) nor an IP address: correct the server names.`)
  const machine = domainToASCII(hostName)
  return [
    ...new Set(['localhost', '127.0.0.1', '::1', ...(isSubjectAlternativeName(machine) ? [machine] : []), ...further]),
  ]
}

/** Creates or renews only the server certificates that are due, for a running server. @throws SetUpError */
export async function renewServerCertificates(options: SetUpOptions): Promise<Note[]> {
  const paths = toSetUpPaths(resolve(options.directory))
  const names = listCertificateNames(options.hostName, options.serverNames ?? [])
  const authority = await readAuthority(paths.ca)
  if (!authority) throw new SetUpError(`The authority ${paths.ca.cert} is missing: restore it from a backup.`)
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

/** Creates what TLS needs: authority, administrator and server certificates. */
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
      const issuer = requireIssuer(authority, now, paths.admin.cert)
      const key = await ensureKey(paths.admin, 'EC', means)
      const issued = issueClientCertificate(issuer, { ...means, key, commonName: 'admin', days: adminLifetime })
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

/** Creates the authority for Certify. If its key is stored elsewhere, Certify is unavailable. */
async function ensureCertifyAuthority(paths: SetUpPaths, means: Means): Promise<Note[]> {
  const { certificate, privateKey } = await ensureAuthority(paths.certifyCa, means, 'kmip Certify CA')
  const { cert, key } = paths.certifyCa
  const message = `Certify is unavailable: the key ${key} of the authority ${cert} is missing.`
  return privateKey ? createAuthorityNotes(cert, certificate, means.now) : [{ kind: 'warning', path: key, message }]
}

/**
 * Creates what a server needs, if it is missing: data directory, master key, authority, an administrator's client certificate
 * (CN `admin`), server certificates for EC and RSA, and the authority for Certify. Each file is durable before the next one is
 * created, and existing files stay as they are, so the next run completes an interrupted one. Renews server certificates within 30
 * days of their end, or if they lack a name.
 *
 * @throws SetUpError when an operator has to decide
 */
export async function setUp(options: SetUpOptions): Promise<SetUp> {
  const { now, store, certifyAuthority = true } = options
  const paths = toSetUpPaths(resolve(options.directory))
  const names = listCertificateNames(options.hostName, options.serverNames ?? [])
  const created: string[] = []
  const means = createMeans(options, (path) => created.push(path))
  if (await makeDirectory(paths.directory)) created.push(paths.directory)
  await checkPermissions(listGuardedPaths(paths, store))
  await removeAbandoned(paths.directory, now)
  await ensureMasterKey(paths, store, means)
  const notes = await ensureTls(options, names, paths, means)
  if (certifyAuthority) notes.push(...(await ensureCertifyAuthority(paths, means)))
  return { paths, created, notes }
}
