import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'

const request = structure('RequestPayload', {})
const response = structure('ResponsePayload', {})

export interface PingRequest extends ValueOf<typeof request> {}
export interface PingResponse extends ValueOf<typeof response> {}

/** Asks whether the server is there. KMIP 2.1 §6.1.36. */
export const Ping: OperationDeclaration<'Ping', PingRequest, PingResponse> = operation('Ping', {
  since: '2.1',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
