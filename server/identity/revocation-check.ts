import type { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { findRevocation, parseRevokedClients, type RevokedClients } from '../setup/revoked-clients.ts'

/**
 * Refuses the clients in a file of revoked clients. Checks the file for each connection and reads it again when it has changed.
 * While it cannot be read, all clients are refused.
 */
export const createRevocationCheck = (path: string): ((certificate: X509Certificate) => string | undefined) => {
  let version = ''
  let list: RevokedClients | undefined
  const readList = (): RevokedClients | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false })
    const current = stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
    if (current !== version) {
      list = stats && parseRevokedClients(readFileSync(path, 'utf8'), path)
      version = current
    }
    return list
  }
  return (certificate) => {
    try {
      const revoked = readList()
      return revoked && findRevocation(revoked, certificate)
    } catch {
      return `the list of revoked clients, ${path}, cannot be read`
    }
  }
}
