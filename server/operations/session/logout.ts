import { KmipError, Logout } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'

/** Ends a ticket, and the tickets made with it. Whoever has it may end it, as they may use it. KMIP 2.1 §6.1.31. */
export const logout = ({ tickets }: Dependencies): Handler<typeof Logout> => ({
  operation: Logout,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run({ ticket: { ticketValue } }) {
    if (!tickets.revoke(ticketValue))
      throw new KmipError('InvalidTicket', 'There is no such ticket, or it has ended already.')
    return { payload: {} }
  },
})
