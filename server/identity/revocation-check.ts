import type { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { parseRevokedClients, type RevokedClients, revocationOf } from '../setup/revoked-clients.ts'

/**
 * Why a client is not let in, by the list of a file that may change at any time: it is looked at for each connection, and
 * read again when it is another one. While it cannot be read, nobody is let in.
 */
export const createRevocationCheck = (path: string): ((certificate: X509Certificate) => string | undefined) => {
  let seen = ''
  let list: RevokedClients | undefined
  const readList = (): RevokedClients | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false })
    const now = stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
    if (now !== seen) {
      list = stats && parseRevokedClients(readFileSync(path, 'utf8'), path)
      seen = now
    }
    return list
  }
  return (certificate) => {
    try {
      const revoked = readList()
      return revoked && revocationOf(revoked, certificate)
    } catch {
      return `the list of revoked clients, ${path}, cannot be read`
    }
  }
}
