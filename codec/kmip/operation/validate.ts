import { dateTime } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ValidityIndicator } from '../enumeration/certificates.ts'
import { Certificate } from '../object/managed-object.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  certificate: Certificate.optional().many(),
  uniqueIdentifier: UniqueIdentifier.optional().many(),
  validityDate: dateTime().optional(),
})
const response = structure('ResponsePayload', {
  validityIndicator: ValidityIndicator,
})

export interface ValidateRequest extends ValueOf<typeof request> {}
export interface ValidateResponse extends ValueOf<typeof response> {}

/** Validates a certificate chain. KMIP 1.0 §4.23, 1.2 §4.24, 1.4 §4.24, 2.1 §6.1.57. */
export const Validate: OperationDeclaration<'Validate', ValidateRequest, ValidateResponse> = operation('Validate', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
