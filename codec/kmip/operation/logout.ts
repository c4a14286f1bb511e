import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Ticket } from '../structure/credentials.ts'

const request = structure('RequestPayload', {
  ticket: Ticket,
})
const response = structure('ResponsePayload', {})

export interface LogoutRequest extends ValueOf<typeof request> {}
export interface LogoutResponse extends ValueOf<typeof response> {}

/** Ends a session. KMIP 2.1 §6.1.31. */
export const Logout: OperationDeclaration<'Logout', LogoutRequest, LogoutResponse> = operation('Logout', {
  since: '2.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
