import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { ServerCertificate } from './administration/services.ts'
import { parseCertificates } from './pki/parse-certificates.ts'
import type { Note } from './setup/note.ts'
import { readCertifyAuthority } from './setup/read-certify-authority.ts'
import { isRevokedAt, type RevokedCertificate, readRevokedClients } from './setup/revoked-clients.ts'
import { SetUpError } from './setup/set-up-error.ts'
import type { KeyPairPaths } from './setup/set-up-paths.ts'
import type { Transport } from './transport/listen.ts'

/** Certificates in the form that TLS takes (PEM). */
export interface TlsFiles {
  readonly certificates: readonly { readonly cert: Buffer; readonly key: Buffer }[]
  readonly clientCa: Buffer
}

/** Paths of the certificates. */
export interface TlsPaths {
  readonly pairs: readonly KeyPairPaths[]
  readonly clientCa: string
}

/** Without authorities OpenSSL trusts nobody: every client would be refused. */
const requireCertificates = (pem: Buffer, path: string): Buffer => {
  try {
    if (parseCertificates(pem).length > 0) return pem
  } catch {
    // The error of OpenSSL says less than the name of the file.
  }
  throw new SetUpError(`${path} does not hold a certificate in PEM.`)
}

/** @throws SetUpError when there is no authority for clients */
export const readTlsFiles = async ({ pairs, clientCa }: TlsPaths): Promise<TlsFiles> => ({
  certificates: await Promise.all(
    pairs.map(async ({ cert, key }) => ({ cert: await readFile(cert), key: await readFile(key) })),
  ),
  clientCa: requireCertificates(await readFile(clientCa), clientCa),
})

export interface CertificateKeeperOptions {
  readonly paths: TlsPaths
  /** The files that the transports use now. */
  readonly files: TlsFiles
  readonly transports: readonly Transport[]
  /** The authority for Certify. It must differ from the authorities of clients. */
  readonly certify: KeyPairPaths
  /** Path of `revoked.json`. */
  readonly revoked: string
  /** Renews certificates that expire soon. */
  readonly renew: () => Promise<readonly Note[]>
  readonly noted: (note: Note) => void
  readonly fault: (error: unknown) => void
  readonly now: () => Date
  /** Clients and certificates are revoked, and refused from now on. */
  readonly onRevocation: (revoked: readonly string[]) => void
  /** Milliseconds between checks for expiring and replaced certificates. Default: one hour. */
  readonly interval?: number
}

/** What a reload did. */
export interface Reloaded {
  /** Whether new connections use other certificates or authorities than before. */
  readonly changed: boolean
  /** Why files cannot be used. They were reported, and the server keeps those that it has. */
  readonly faults: readonly unknown[]
}

export interface CertificateKeeper {
  /** Renews expiring certificates and reloads certificates, authorities and revocations. Never rejects. */
  reload(): Promise<Reloaded>
  /** Refuses clients that were revoked, at once. */
  recheck(): Promise<void>
  /** The server certificates that new connections use. */
  listCertificates(): readonly ServerCertificate[]
  close(): void
}

const hour = 60 * 60 * 1000
/**
 * Milliseconds between checks of the revoked clients. Polling is cheaper: a file watch would cost a call for each
 * commit.
 */
const revokedInterval = 1000

const isSameFiles = (a: TlsFiles, b: TlsFiles): boolean =>
  a.clientCa.equals(b.clientCa) &&
  a.certificates.length === b.certificates.length &&
  a.certificates.every(({ cert, key }, at) => {
    const other = b.certificates[at]
    return other !== undefined && cert.equals(other.cert) && key.equals(other.key)
  })

interface Revocations {
  /** Clients and certificates that are revoked now, by what tells one revocation from another. */
  readonly inForce: ReadonlyMap<string, string>
  /** When the next replaced certificate ends; `Infinity` if none does. */
  readonly next: number
}

const noRevocations: Revocations = { inForce: new Map(), next: Number.POSITIVE_INFINITY }

const describeCertificate = ({ subject, replaced }: Omit<RevokedCertificate, 'fingerprint'>): string =>
  replaced ? `${subject} (replaced certificate, serial number ${replaced.serialNumber})` : subject

const readRevocations = async (path: string, now: Date): Promise<Revocations> => {
  const { clients, certificates } = await readRevokedClients(path)
  const waiting = certificates.filter((each) => !isRevokedAt(now, each))
  return {
    inForce: new Map([
      ...clients.map(({ name, revoked }) => [`${name} ${revoked}`, name] as const),
      ...certificates
        .filter((each) => !waiting.includes(each))
        .map(({ fingerprint, ...each }) => [fingerprint, describeCertificate(each)] as const),
    ]),
    next: Math.min(...waiting.map(({ revoked }) => Date.parse(revoked))),
  }
}

/**
 * Keeps the certificates of a running server up to date. It renews the server's own certificates, loads replaced files
 * and closes connections of revoked clients. It reports unusable files, and the server keeps the certificates it has.
 */
export const keepCertificates = (options: CertificateKeeperOptions): CertificateKeeper => {
  const { paths, transports, revoked, noted, fault, interval = hour } = options
  let files = options.files
  let last: Promise<unknown> = Promise.resolve()

  const refuseAgain = (): void => {
    for (const transport of transports) transport.recheckClients()
  }
  const renewAndReload = async (): Promise<Reloaded> => {
    const faults: unknown[] = []
    const reportFault = (error: unknown): void => {
      faults.push(error)
      fault(error)
    }
    try {
      for (const note of await options.renew()) noted(note)
    } catch (error) {
      reportFault(error)
    }
    try {
      const found = await readTlsFiles(paths)
      if (isSameFiles(found, files)) return { changed: false, faults }
      await readCertifyAuthority(options.certify, found.clientCa)
      for (const transport of transports) transport.renew(found)
      files = found
      noted({
        kind: 'renewed',
        path: paths.pairs[0]?.cert ?? '',
        message: 'New connections use the reloaded certificates.',
      })
      return { changed: true, faults }
    } catch (error) {
      reportFault(error)
      return { changed: false, faults }
    }
  }
  const reload = (): Promise<Reloaded> => {
    const reloaded = last.then(renewAndReload)
    last = reloaded.then(refuseAgain)
    return last.then(() => reloaded)
  }

  let known = readRevocations(revoked, options.now()).catch(() => noRevocations)
  const reportRevoked = async (): Promise<void> => {
    const { inForce: before } = await known
    // Of a list that cannot be read every client is refused: nothing ends later.
    known = Promise.resolve({ ...noRevocations, inForce: before })
    const now = await readRevocations(revoked, options.now())
    known = Promise.resolve(now)
    const added = [...now.inForce].filter(([key]) => !before.has(key)).map(([, name]) => name)
    if (added.length) options.onRevocation(added)
  }

  let seen = ''
  const checkRevoked = async (): Promise<void> => {
    // What the list had at the start is no news.
    await known
    const stats = await stat(revoked).catch(() => undefined)
    const now = stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
    if (now === seen && (await known).next > options.now().getTime()) return
    seen = now
    refuseAgain()
    await reportRevoked().catch(fault)
  }
  const renewing = setInterval(reload, interval).unref()
  const looking = setInterval(checkRevoked, revokedInterval).unref()
  return {
    reload,
    recheck: checkRevoked,
    listCertificates: () =>
      files.certificates.map(({ cert }, at) => {
        const { subject, validToDate } = new X509Certificate(cert)
        return { path: paths.pairs[at]?.cert ?? '', subject: subject.split('\n').join(','), notAfter: validToDate }
      }),
    close() {
      clearInterval(renewing)
      clearInterval(looking)
    },
  }
}
