import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UsageLimits } from '../structure/attributes.ts'
import { Ticket } from '../structure/credentials.ts'
import { LeaseTime } from '../structure/rights.ts'

const request = structure('RequestPayload', {
  leaseTime: LeaseTime.optional(),
  requestCount: integer().optional(),
  usageLimits: UsageLimits.optional(),
})
const response = structure('ResponsePayload', {
  ticket: Ticket,
})

export interface LoginRequest extends ValueOf<typeof request> {}
export interface LoginResponse extends ValueOf<typeof response> {}

/** Starts a session and returns its ticket. KMIP 2.1 §6.1.30. */
export const Login: OperationDeclaration<'Login', LoginRequest, LoginResponse> = operation('Login', {
  since: '2.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
