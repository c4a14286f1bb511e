import type { X509Certificate } from 'node:crypto'
import { findRevocation, parseRevokedClients } from '../setup/revoked-clients.ts'
import { createWatchedFile } from '../setup/watched-file.ts'

/**
 * Refuses the clients in a file of revoked clients. Checks the file for each connection and reads it again when it has changed.
 * While it cannot be read, all clients are refused.
 */
export const createRevocationCheck = (path: string): ((certificate: X509Certificate) => string | undefined) => {
  const readList = createWatchedFile(path, parseRevokedClients)
  return (certificate) => {
    try {
      const revoked = readList()
      return revoked && findRevocation(revoked, certificate)
    } catch {
      return `the list of revoked clients, ${path}, cannot be read`
    }
  }
}
