import { dateTime } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { RevocationReason } from '../structure/attributes.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  revocationReason: RevocationReason,
  compromiseOccurrenceDate: dateTime().optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface RevokeRequest extends ValueOf<typeof request> {}
export interface RevokeResponse extends ValueOf<typeof response> {}

/** Makes an object Deactivated or Compromised. KMIP 1.0 §4.19, 1.2 §4.20, 1.4 §4.20, 2.1 §6.1.44. */
export const Revoke: OperationDeclaration<'Revoke', RevokeRequest, RevokeResponse> = operation('Revoke', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
