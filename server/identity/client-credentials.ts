import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Authority } from '../pki/authority.ts'
import { readAuthority } from '../setup/authority-files.ts'
import { certificatesIn } from '../setup/certify-authority.ts'
import { allowAgain, readRevokedClients, revocationOf } from '../setup/revoked-clients.ts'
import type { KeyPairPaths } from '../setup/set-up-paths.ts'

/** What Re-Provision needs to know of the certificates that clients connect with. KMIP 2.1 §6.1.48. */
export interface ClientCredentials {
  /** Issues certificates of clients; `undefined` where it is not this server's, or its key is kept elsewhere. */
  readAuthority(): Promise<Authority | undefined>
  /** Whether it is of an authority whose clients are let in. */
  isTrusted(certificate: X509Certificate): Promise<boolean>
  /** Why a client with this certificate is not let in though it is valid. */
  findRefusal(certificate: X509Certificate): Promise<string | undefined>
  /** Lets a new certificate in, also of a client that was shut out before. */
  allow(certificate: X509Certificate): Promise<void>
}

export interface ClientCredentialsOptions {
  /** Absent where certificates of clients are another authority's. */
  readonly ca?: KeyPairPaths
  /** PEM file: the authorities whose clients are let in. */
  readonly clientCa: string
  /** `revoked.json`. */
  readonly revoked: string
}

/** The credentials of clients as the files of a data directory have them, each time anew. */
export const createClientCredentials = ({ ca, clientCa, revoked }: ClientCredentialsOptions): ClientCredentials => ({
  async readAuthority() {
    const { certificate, privateKey } = (ca && (await readAuthority(ca))) ?? {}
    return certificate && privateKey && { certificate, privateKey }
  },
  async isTrusted(certificate: X509Certificate) {
    const isIssuer = (anchor: X509Certificate): boolean =>
      certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey)
    return certificatesIn(await readFile(clientCa)).some(isIssuer)
  },
  findRefusal: async (certificate) => revocationOf(await readRevokedClients(revoked), certificate),
  async allow(certificate) {
    const name = /^CN=(.*)$/.exec(certificate.subject)?.[1]
    if (name !== undefined) await allowAgain(revoked, name, certificate)
  },
})
