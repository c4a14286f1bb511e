import type { X509Certificate } from 'node:crypto'
import type { Principal } from './principal.ts'

/**
 * The principal of a client certificate: its subject, with the attributes in the order of the certificate. A renewed
 * certificate with the same subject is the same principal. `undefined` without a subject.
 */
export const toPrincipal = ({ subject }: X509Certificate): Principal | undefined =>
  subject ? { id: subject.split('\n').join(',') } : undefined
