import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'

const request = structure('RequestPayload', {
  asynchronousCorrelationValue: bytes(),
})
const response = structure('ResponsePayload', {})

export interface ProcessRequest extends ValueOf<typeof request> {}
export interface ProcessResponse extends ValueOf<typeof response> {}

/** Asks for an asynchronous request to be done now. KMIP 2.1 §6.1.39. */
export const Process: OperationDeclaration<'Process', ProcessRequest, ProcessResponse> = operation('Process', {
  since: '2.1',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
