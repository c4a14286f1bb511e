import { randomUUID, type X509Certificate } from 'node:crypto'
import type { ClientConnection } from '../identity/replaced-credentials.ts'

/** A connection that gets a name on first use. */
export const createPeer = (certificate: X509Certificate, address: string, protocol: string): ClientConnection => {
  let name: string | undefined
  return {
    certificate,
    address,
    protocol,
    connection() {
      name ??= randomUUID()
      return name
    },
  }
}
