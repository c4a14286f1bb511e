import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CancellationResult } from '../enumeration/operations.ts'

const request = structure('RequestPayload', {
  asynchronousCorrelationValue: bytes(),
})
const response = structure('ResponsePayload', {
  asynchronousCorrelationValue: bytes(),
  cancellationResult: CancellationResult,
})

export interface CancelRequest extends ValueOf<typeof request> {}
export interface CancelResponse extends ValueOf<typeof response> {}

/** Cancels an asynchronous operation. KMIP 1.0 §4.25, 1.2 §4.27, 1.4 §4.27, 2.1 §6.1.5. */
export const Cancel: OperationDeclaration<'Cancel', CancelRequest, CancelResponse> = operation('Cancel', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
