import { boolean, bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ValidityIndicator } from '../enumeration/certificates.ts'
import { CryptographicParameters } from '../structure/cryptography.ts'
import { Data } from '../structure/operations.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  cryptographicParameters: CryptographicParameters.optional(),
  data: Data.optional(),
  digestedData: bytes().optional().since('1.4'),
  signatureData: bytes().optional(),
  correlationValue: bytes().optional().since('1.3'),
  initIndicator: boolean().optional().since('1.3'),
  finalIndicator: boolean().optional().since('1.3'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  validityIndicator: ValidityIndicator.optional(),
  data: Data.optional(),
  correlationValue: bytes().optional().since('1.3'),
})

export interface SignatureVerifyRequest extends ValueOf<typeof request> {}
export interface SignatureVerifyResponse extends ValueOf<typeof response> {}

/** Verifies a signature with a stored key. KMIP 1.2 §4.32, 1.4 §4.32, 2.1 §6.1.56. */
export const SignatureVerify: OperationDeclaration<'SignatureVerify', SignatureVerifyRequest, SignatureVerifyResponse> =
  operation('SignatureVerify', {
    since: '1.2',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
