import type { X509Certificate } from 'node:crypto'
import type { Principal } from './principal.ts'

/**
 * The principal of a client certificate: its subject, with the attributes in the order of the certificate. A renewed
 * certificate with the same subject is the same principal. `undefined` without a subject.
 */
export const toPrincipal = ({ subject }: X509Certificate): Principal | undefined =>
  subject ? { id: subject.split('\n').join(',') } : undefined

/** The client of a principal's id: the subject of its certificate. `undefined` for a user that all certificates share. */
export const toClient = (principal: string): string | undefined => {
  if (principal.startsWith('user:')) return undefined
  // A `;` in a subject has a backslash in front.
  const [client] = principal.split(/(?<!\\);user:/)
  return client
}
