import type { CredentialValueOf } from '../../../codec/index.ts'
import type { Principal } from '../principal.ts'
import { countRequest, type Tickets } from '../tickets.ts'
import { canUseCertificate } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'

/** Whoever Login or Delegated Login gave the ticket to. KMIP 2.1 §9.11. */
export const createTicketClaim = (
  { ticket: { ticketValue } }: CredentialValueOf<'Ticket'>,
  certificate: Principal,
  { tickets, users }: { tickets: Tickets; users: Users },
): Claim => ({
  key: 'ticket',
  shown: 'a ticket',
  unguessable: true,
  refusal: {
    reason: 'InvalidTicket',
    message: 'The ticket is not good: unknown, expired, ended, or for another client.',
  },
  async check() {
    const found = tickets.find(ticketValue)
    if (!found) return undefined
    const { principal, delegated, issued } = found
    if (!delegated && (principal.client ?? principal.id) !== certificate.id) return undefined
    if (principal.user !== undefined) {
      const user = await users.get(principal.user)
      // Removed since, given another password, or kept to other clients: what came of it ends with it.
      if (!user || new Date(user.created) > issued) return undefined
      if (!delegated && !canUseCertificate(user, certificate.id)) return undefined
    }
    countRequest(found)
    return {
      principal: {
        ...principal,
        client: certificate.id,
        ticket: { ticket: found, layers: found.layers, charged: new WeakMap() },
      },
    }
  },
})
