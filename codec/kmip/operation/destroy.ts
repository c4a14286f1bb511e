import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface DestroyRequest extends ValueOf<typeof request> {}
export interface DestroyResponse extends ValueOf<typeof response> {}

/** Destroys the key material. KMIP 1.0 §4.20, 1.2 §4.21, 1.4 §4.21, 2.1 §6.1.15. */
export const Destroy: OperationDeclaration<'Destroy', DestroyRequest, DestroyResponse> = operation('Destroy', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
