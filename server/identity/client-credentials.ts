import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Authority } from '../pki/authority.ts'
import { parseCertificates } from '../pki/parse-certificates.ts'
import { readAuthority } from '../setup/authority-files.ts'
import { findRevocation, readmitClient, readRevokedClients } from '../setup/revoked-clients.ts'
import type { KeyPairPaths } from '../setup/set-up-paths.ts'

/** The certificates of clients, for Re-Provision. KMIP 2.1 §6.1.48. */
export interface ClientCredentials {
  /** The authority for client certificates; `undefined` if it is not this server's, or its key is stored elsewhere. */
  readAuthority(): Promise<Authority | undefined>
  /** Whether a trusted authority issued the certificate. */
  isTrusted(certificate: X509Certificate): Promise<boolean>
  /** Why a client with this valid certificate is refused; `undefined` admits it. */
  findRefusal(certificate: X509Certificate): Promise<string | undefined>
  /** Admits a new certificate, even of a revoked client. */
  allow(certificate: X509Certificate): Promise<void>
}

export interface ClientCredentialsOptions {
  /** Absent if another authority issues client certificates. */
  readonly ca?: KeyPairPaths
  /** PEM file: the authorities trusted for client certificates. */
  readonly clientCa: string
  /** `revoked.json`. */
  readonly revoked: string
  readonly now: () => Date
}

/** Reads the files of a data directory anew for each call. */
export const createClientCredentials = ({
  ca,
  clientCa,
  revoked,
  now,
}: ClientCredentialsOptions): ClientCredentials => ({
  async readAuthority() {
    const { certificate, privateKey } = (ca && (await readAuthority(ca))) ?? {}
    return certificate && privateKey && { certificate, privateKey }
  },
  async isTrusted(certificate: X509Certificate) {
    const isIssuer = (anchor: X509Certificate): boolean =>
      certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey)
    return parseCertificates(await readFile(clientCa)).some(isIssuer)
  },
  findRefusal: async (certificate) => findRevocation(await readRevokedClients(revoked), certificate, now()),
  async allow(certificate) {
    const name = /^CN=(.*)$/.exec(certificate.subject)?.[1]
    if (name !== undefined) await readmitClient(revoked, name, certificate)
  },
})
