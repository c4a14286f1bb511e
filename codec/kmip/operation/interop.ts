import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { InteropFunction } from '../enumeration/operations.ts'

const request = structure('RequestPayload', {
  interopFunction: InteropFunction,
  interopIdentifier: text(),
})
const response = structure('ResponsePayload', {})

export interface InteropRequest extends ValueOf<typeof request> {}
export interface InteropResponse extends ValueOf<typeof response> {}

/** Marks the begin and end of an interoperability test. KMIP 2.1 §6.1.26. */
export const Interop: OperationDeclaration<'Interop', InteropRequest, InteropResponse> = operation('Interop', {
  since: '2.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
