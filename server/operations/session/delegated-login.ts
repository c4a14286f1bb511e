import { DelegatedLogin, KmipError } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'
import { createTicketTerms } from './create-ticket-terms.ts'

/** Entries of all Rights together: a ticket is kept in memory. */
const maximumEntries = 1000

/**
 * A ticket for somebody else, who can do in the name of whoever asks what at least one of the Rights allows; good with any
 * certificate that the server lets in. KMIP 2.1 §6.1.12.
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
    if (rights.length === 0) throw new KmipError('InvalidField', 'Without a Right the ticket would allow nothing.')
    if (entries.length > maximumEntries)
      throw new KmipError('InvalidField', `The Rights of a ticket have at most ${maximumEntries} entries here.`)
    if (rights.some(({ objects }) => objects?.uniqueIdentifier?.some((each) => typeof each !== 'string')))
      throw new KmipError('InvalidField', 'The Objects of a Right are named by their Unique Identifiers.')
    const ticketValue = tickets.issue(principal, createTicketTerms(request, rights, now))
    return { payload: { ticket: { ticketType: 'Login', ticketValue } } }
  },
})
