import { Login } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Means } from '../means.ts'
import { ticketTerms } from './ticket-terms.ts'

/** A ticket for whoever asks, good with the certificate it was asked with. KMIP 2.1 §6.1.30. */
export const login = ({ tickets }: Means): Handler<typeof Login> => ({
  operation: Login,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run: (request, { principal, now }) => ({
    payload: {
      ticket: { ticketType: 'Login', ticketValue: tickets.issue(principal, ticketTerms(request, undefined, now)) },
    },
  }),
})
