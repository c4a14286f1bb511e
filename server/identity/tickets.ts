import { createHash, randomBytes } from 'node:crypto'
import { KmipError } from '../../codec/index.ts'
import type { Layers, Principal, Ticket } from './principal.ts'
import type { IsClientAdmitted } from './revocation-check.ts'

export interface TicketTerms {
  readonly delegated: boolean
  readonly expires: Date
  readonly requestCount: number | undefined
  readonly layers: Layers
}

/** The tickets of a server, in memory: a restart invalidates them. */
export interface Tickets {
  /** Returns the Ticket Value, a bearer secret. @throws KmipError when there are too many tickets */
  issue(principal: Principal, terms: TicketTerms): Uint8Array
  /** The ticket, while it is valid. */
  find(value: Uint8Array): Ticket | undefined
  /** Revokes a ticket and those made with it; returns whether it was valid. */
  revoke(value: Uint8Array): boolean
}

const size = 32
/** Tickets of one principal, and of all. */
const maximum = { perPrincipal: 100, total: 100_000 }

/** A hash of the Ticket Value: a lookup by it leaks nothing through its timing. */
const toKey = (value: Uint8Array): string => createHash('sha256').update(value).digest('base64')

export const createTickets = (
  now: () => Date = () => new Date(),
  random: (size: number) => Uint8Array = randomBytes,
  isAdmitted: IsClientAdmitted = () => true,
): Tickets => {
  const tickets = new Map<string, Ticket>()
  const count = new Map<string, number>()

  /** A ticket ends with its giver, and with the ticket it was made with. */
  const isValid = (ticket: Ticket | undefined): ticket is Ticket => {
    for (let each = ticket; each; each = each.parent) {
      const { revoked, expires, principal, issued } = each
      if (revoked || expires <= now() || !isAdmitted(principal.client ?? principal.id, issued)) return false
    }
    return ticket !== undefined
  }

  const forget = (key: string, { principal }: Ticket): void => {
    tickets.delete(key)
    const left = (count.get(principal.id) ?? 1) - 1
    if (left > 0) count.set(principal.id, left)
    else count.delete(principal.id)
  }

  const hasRoom = (id: string): boolean => (count.get(id) ?? 0) < maximum.perPrincipal && tickets.size < maximum.total

  return {
    issue(principal, terms) {
      if (!hasRoom(principal.id)) for (const [key, ticket] of tickets) if (!isValid(ticket)) forget(key, ticket)
      if (!hasRoom(principal.id))
        throw new KmipError(
          'ServerLimitExceeded',
          'There are too many tickets: end some with Logout, or let them expire.',
        )
      const value = random(size)
      const { ticket: inUse, ...holder } = principal
      const parent = inUse?.ticket
      tickets.set(toKey(value), {
        principal: holder,
        delegated: terms.delegated,
        layers: [...(parent?.layers ?? []), ...terms.layers],
        requests: terms.requestCount,
        issued: now(),
        expires: terms.expires,
        parent,
        revoked: false,
      })
      count.set(principal.id, (count.get(principal.id) ?? 0) + 1)
      return value
    },
    find(value) {
      const ticket = tickets.get(toKey(value))
      return isValid(ticket) ? ticket : undefined
    },
    revoke(value) {
      const key = toKey(value)
      const ticket = tickets.get(key)
      if (!ticket) return false
      const wasValid = isValid(ticket)
      ticket.revoked = true
      forget(key, ticket)
      return wasValid
    },
  }
}

/** Counts one request against a ticket and its parents. @throws KmipError Usage Limit Exceeded */
export const countRequest = (ticket: Ticket): void => {
  const counted: Ticket[] = []
  for (let each: Ticket | undefined = ticket; each; each = each.parent)
    if (each.requests !== undefined) counted.push(each)
  if (counted.some(({ requests }) => requests === 0))
    throw new KmipError('UsageLimitExceeded', 'The Request Count of the ticket is used up.')
  for (const each of counted) each.requests = (each.requests as number) - 1
}
