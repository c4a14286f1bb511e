import type { X509Certificate } from 'node:crypto'
import { findRevocation, parseRevokedClients, wasClientRevoked } from '../setup/revoked-clients.ts'
import { createWatchedFile } from '../setup/watched-file.ts'
import type { Principal } from './principal.ts'
import { toClient } from './to-client.ts'

/**
 * Whether the client of a principal is admitted: the rule for what it leaves behind when its connections have ended. With `since`
 * (when it gave a ticket or submitted a request) also a client that was revoked after that, and has a new certificate, is not.
 * @throws SetUpError while the list cannot be read
 */
export type IsClientAdmitted = (principal: string, since?: Date) => boolean

/** Who is revoked, by one file. */
export interface RevocationCheck {
  /** Why a connection with this certificate is refused. While the list cannot be read, all are. */
  findRefusal(certificate: X509Certificate, principal: Principal): string | undefined
  readonly isAdmitted: IsClientAdmitted
}

/** Checks the file of revoked clients at each call, and reads it again when it has changed. */
export const createRevocationCheck = (path: string, now: () => Date): RevocationCheck => {
  const readList = createWatchedFile(path, parseRevokedClients)
  return {
    findRefusal(certificate, { id }) {
      try {
        const revoked = readList()
        return revoked && findRevocation(revoked, certificate, now(), id)
      } catch {
        return `the list of revoked clients, ${path}, cannot be read`
      }
    },
    isAdmitted(principal, since) {
      const revoked = readList()
      const client = toClient(principal)
      return revoked === undefined || client === undefined || !wasClientRevoked(revoked, client, since)
    },
  }
}
