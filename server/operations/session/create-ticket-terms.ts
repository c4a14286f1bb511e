import { KmipError, type LoginRequest, type Right } from '../../../codec/index.ts'
import type { Layers } from '../../identity/principal.ts'
import type { TicketTerms } from '../../identity/tickets.ts'

/** Default and maximum lifetime of a ticket in seconds. */
const lease = { usual: 3600, longest: 7 * 24 * 3600 }

const computeExpiry = (leaseTime: LoginRequest['leaseTime'], now: Date): Date => {
  const latest = new Date(now.getTime() + lease.longest * 1000)
  const expires = leaseTime instanceof Date ? leaseTime : new Date(now.getTime() + (leaseTime ?? lease.usual) * 1000)
  if (expires <= now) throw new KmipError('InvalidField', 'The Lease Time is in the past.')
  if (expires > latest)
    throw new KmipError('InvalidField', `A Lease Time may be at most ${lease.longest} seconds (7 days).`)
  return expires
}

const createLayer = (rights: readonly Right[]): Layers[number] =>
  rights.map((right) => ({ right, left: right.usageLimits?.usageLimitsTotal }))

/** The terms of a ticket, from the fields that Login and Delegated Login share. */
export const createTicketTerms = (
  { leaseTime, requestCount, usageLimits }: LoginRequest,
  rights: readonly Right[] | undefined,
  now: Date,
): TicketTerms => {
  if (requestCount !== undefined && requestCount < 1)
    throw new KmipError('InvalidField', 'Request Count must be 1 or more: omit it for an unlimited ticket.')
  for (const limits of [usageLimits, ...(rights ?? []).map((right) => right.usageLimits)])
    if (limits && limits.usageLimitsTotal < 0n)
      throw new KmipError('InvalidField', 'Usage Limits Total must not be negative.')
  return {
    delegated: rights !== undefined,
    expires: computeExpiry(leaseTime, now),
    requestCount,
    layers: [...(usageLimits ? [createLayer([{ usageLimits }])] : []), ...(rights ? [createLayer(rights)] : [])],
  }
}
