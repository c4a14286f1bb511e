import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface RecoverRequest extends ValueOf<typeof request> {}
export interface RecoverResponse extends ValueOf<typeof response> {}

/** Takes an object back from the archive. KMIP 1.0 §4.22, 1.2 §4.23, 1.4 §4.23, 2.1 §6.1.42. */
export const Recover: OperationDeclaration<'Recover', RecoverRequest, RecoverResponse> = operation('Recover', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
