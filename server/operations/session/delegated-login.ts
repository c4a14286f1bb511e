import { DelegatedLogin, KmipError } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'
import { createTicketTerms } from './create-ticket-terms.ts'

/** Maximum entries in all Rights together, because tickets stay in memory. */
const maximumEntries = 1000

/**
 * Issues a ticket that lets another client act as this principal, as far as one of the Rights allows. It works with
 * every certificate that the server accepts. KMIP 2.1 §6.1.12.
 */
export const delegatedLogin = ({ tickets }: Dependencies): Handler<typeof DelegatedLogin> => ({
  operation: DelegatedLogin,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run(request, { principal, now }) {
    const rights = request.rights.right ?? []
    const entries = rights.flatMap(({ operations, objects, objectGroups }) => [
      '',
      ...(operations?.operation ?? []),
      ...(objects?.uniqueIdentifier ?? []),
      ...(objectGroups?.objectGroup ?? []),
    ])
    if (rights.length === 0) throw new KmipError('InvalidField', 'At least one Right is required.')
    if (entries.length > maximumEntries)
      throw new KmipError('InvalidField', `The Rights of a ticket may have at most ${maximumEntries} entries.`)
    if (rights.some(({ objects }) => objects?.uniqueIdentifier?.some((each) => typeof each !== 'string')))
      throw new KmipError('InvalidField', 'A Right must name its Objects by Unique Identifiers.')
    const ticketValue = tickets.issue(principal, createTicketTerms(request, rights, now))
    return { payload: { ticket: { ticketType: 'Login', ticketValue } } }
  },
})
