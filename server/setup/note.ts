import type { X509Certificate } from 'node:crypto'

/** A message for the operator, and its file. */
export interface Note {
  readonly kind: 'renewed' | 'warning'
  readonly path: string
  readonly message: string
}

/** `2026-11-24`. */
export const formatDay = (date: Date): string => date.toISOString().slice(0, 10)

/** Whether a certificate ends within `days`. */
export const isEndingWithin = (certificate: X509Certificate, days: number, now: Date): boolean =>
  certificate.validToDate.getTime() - now.getTime() < days * 24 * 60 * 60 * 1000
