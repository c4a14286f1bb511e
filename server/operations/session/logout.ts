import { KmipError, Logout } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'

/** Revokes a ticket and the tickets issued with it. Whoever holds a ticket may revoke it. KMIP 2.1 §6.1.31. */
export const logout = ({ tickets }: Dependencies): Handler<typeof Logout> => ({
  operation: Logout,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run({ ticket: { ticketValue } }) {
    if (!tickets.revoke(ticketValue)) throw new KmipError('InvalidTicket', 'The ticket is unknown or has expired.')
    return { payload: {} }
  },
})
