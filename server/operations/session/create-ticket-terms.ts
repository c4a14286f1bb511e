import { KmipError, type LoginRequest, type Right } from '../../../codec/index.ts'
import type { Layers } from '../../identity/principal.ts'
import type { TicketTerms } from '../../identity/tickets.ts'

/** Seconds that a ticket is good for: without a Lease Time, and at most. */
const lease = { usual: 3600, longest: 7 * 24 * 3600 }

const computeExpiry = (leaseTime: LoginRequest['leaseTime'], now: Date): Date => {
  const latest = new Date(now.getTime() + lease.longest * 1000)
  const expires = leaseTime instanceof Date ? leaseTime : new Date(now.getTime() + (leaseTime ?? lease.usual) * 1000)
  if (expires <= now) throw new KmipError('InvalidField', 'The Lease Time is over already.')
  if (expires > latest)
    throw new KmipError('InvalidField', `A Lease Time is at most ${lease.longest} seconds (7 days) here.`)
  return expires
}

const createLayer = (rights: readonly Right[]): Layers[number] =>
  rights.map((right) => ({ right, left: right.usageLimits?.usageLimitsTotal }))

/** What a ticket is to be, from what Login and Delegated Login say alike. */
export const createTicketTerms = (
  { leaseTime, requestCount, usageLimits }: LoginRequest,
  rights: readonly Right[] | undefined,
  now: Date,
): TicketTerms => {
  if (requestCount !== undefined && requestCount < 1)
    throw new KmipError('InvalidField', 'A Request Count is 1 or more: a ticket without it is not limited so.')
  for (const limits of [usageLimits, ...(rights ?? []).map((right) => right.usageLimits)])
    if (limits && limits.usageLimitsTotal < 0n)
      throw new KmipError('InvalidField', 'A Usage Limits Total is not negative.')
  return {
    delegated: rights !== undefined,
    expires: computeExpiry(leaseTime, now),
    requestCount,
    layers: [...(usageLimits ? [createLayer([{ usageLimits }])] : []), ...(rights ? [createLayer(rights)] : [])],
  }
}
