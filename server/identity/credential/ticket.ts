import type { CredentialValueOf } from '../../../codec/index.ts'
import type { Principal } from '../principal.ts'
import { countRequest, type Tickets } from '../tickets.ts'
import { canUseCertificate } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'

/** The holder of a ticket from Login or Delegated Login. KMIP 2.1 §9.11. */
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
    message: 'The ticket is not valid: unknown, expired, ended, or of another client.',
  },
  async check() {
    const found = tickets.find(ticketValue)
    if (!found) return undefined
    const { principal, delegated, issued } = found
    if (!delegated && (principal.client ?? principal.id) !== certificate.id) return undefined
    if (principal.user !== undefined) {
      const user = await users.get(principal.user)
      // A user that was removed or replaced, or may no longer use this client, invalidates its tickets.
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
