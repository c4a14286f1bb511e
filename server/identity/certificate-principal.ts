import type { TLSSocket } from 'node:tls'
import type { Principal } from './principal.ts'

/**
 * The principal of a connection: the subject of its client certificate, one attribute a line in the order of the
 * certificate. A renewed certificate with the same subject is the same principal. `undefined` without a certificate.
 */
export const certificatePrincipal = (socket: TLSSocket): Principal | undefined => {
  const subject = socket.getPeerX509Certificate()?.subject
  return subject ? { id: subject.split('\n').join(',') } : undefined
}
