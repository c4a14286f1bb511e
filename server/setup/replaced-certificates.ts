import type { X509Certificate } from 'node:crypto'
import type { RevokedClients } from './revoked-clients.ts'

/** A certificate that a newer one of its client replaced, and that is still valid. */
export interface ReplacedCertificate {
  /** Hexadecimal. */
  readonly serialNumber: string
  /** When it ends: after the overlap, or when it expires. */
  readonly validUntil: Date
}

const toSubject = (subject: string): string => subject.split('\n').join(',')

/**
 * Revokes a certificate that a new one replaces, after `overlap` milliseconds. Those that it replaced itself end no later, and what
 * is revoked already stays revoked. Without an overlap it is revoked as by `kmip client revoke --certificate`: what it left behind
 * ends too.
 */
export const revokeReplaced = (
  list: RevokedClients,
  certificate: X509Certificate,
  now: Date,
  overlap: number,
): RevokedClients => {
  const { fingerprint256: fingerprint, serialNumber, validToDate } = certificate
  const subject = toSubject(certificate.subject)
  const before = list.certificates.find((each) => each.fingerprint === fingerprint)
  if (before && before.replaced === undefined) return list
  const limit = (end: Date): string => new Date(Math.min(end.getTime(), now.getTime() + overlap)).toISOString()
  const revoked = limit(before ? new Date(before.revoked) : validToDate)
  const replaced = { serialNumber, notAfter: validToDate.toISOString() }
  const others = list.certificates
    .filter((each) => each !== before)
    // Expired ones are refused without the list.
    .filter((each) => each.replaced === undefined || new Date(each.replaced.notAfter) > now)
    .map((each) =>
      each.replaced && each.subject === subject ? { ...each, revoked: limit(new Date(each.revoked)) } : each,
    )
  return {
    ...list,
    certificates: [...others, { fingerprint, subject, revoked, ...(overlap > 0 && { replaced }) }],
  }
}

/** The replaced certificates of a client that are valid at a time. */
export const findReplaced = (
  { certificates }: RevokedClients,
  name: string,
  now: Date,
): readonly ReplacedCertificate[] =>
  certificates.flatMap(({ subject, revoked, replaced }) => {
    const validUntil = new Date(revoked)
    return replaced && subject === `CN=${name}` && validUntil > now
      ? [{ serialNumber: replaced.serialNumber, validUntil }]
      : []
  })
