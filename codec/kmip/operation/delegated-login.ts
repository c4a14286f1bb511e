import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UsageLimits } from '../structure/attributes.ts'
import { Ticket } from '../structure/credentials.ts'
import { LeaseTime, Rights } from '../structure/rights.ts'

const request = structure('RequestPayload', {
  leaseTime: LeaseTime.optional(),
  requestCount: integer().optional(),
  usageLimits: UsageLimits.optional(),
  rights: Rights,
})
const response = structure('ResponsePayload', {
  ticket: Ticket,
})

export interface DelegatedLoginRequest extends ValueOf<typeof request> {}
export interface DelegatedLoginResponse extends ValueOf<typeof response> {}

/** Makes a ticket with limited rights. KMIP 2.1 §6.1.12. */
export const DelegatedLogin: OperationDeclaration<'DelegatedLogin', DelegatedLoginRequest, DelegatedLoginResponse> =
  operation('DelegatedLogin', {
    since: '2.0',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
