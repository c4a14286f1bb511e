import { Login } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'
import { createTicketTerms } from './create-ticket-terms.ts'

/** Issues a ticket that works with the client's current certificate. KMIP 2.1 §6.1.30. */
export const login = ({ tickets }: Dependencies): Handler<typeof Login> => ({
  operation: Login,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run: (request, { principal, now }) => ({
    payload: {
      ticket: {
        ticketType: 'Login',
        ticketValue: tickets.issue(principal, createTicketTerms(request, undefined, now)),
      },
    },
  }),
})
