import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface ActivateRequest extends ValueOf<typeof request> {}
export interface ActivateResponse extends ValueOf<typeof response> {}

/** Makes an object Active. KMIP 1.0 §4.18, 1.2 §4.19, 1.4 §4.19, 2.1 §6.1.1. */
export const Activate: OperationDeclaration<'Activate', ActivateRequest, ActivateResponse> = operation('Activate', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
