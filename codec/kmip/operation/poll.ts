import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'

const request = structure('RequestPayload', {
  asynchronousCorrelationValue: bytes(),
})
const response = structure('ResponsePayload', {})

export interface PollRequest extends ValueOf<typeof request> {}
export interface PollResponse extends ValueOf<typeof response> {}

/** Asks for the outcome of an asynchronous operation. KMIP 1.0 §4.26, 1.2 §4.28, 1.4 §4.28, 2.1 §6.1.38. */
export const Poll: OperationDeclaration<'Poll', PollRequest, PollResponse> = operation('Poll', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
