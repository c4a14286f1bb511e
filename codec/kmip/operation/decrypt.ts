import { boolean, bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CryptographicParameters } from '../structure/cryptography.ts'
import { Data } from '../structure/operations.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  cryptographicParameters: CryptographicParameters.optional(),
  data: Data.optional(),
  ivCounterNonce: bytes().optional(),
  correlationValue: bytes().optional().since('1.3'),
  initIndicator: boolean().optional().since('1.3'),
  finalIndicator: boolean().optional().since('1.3'),
  authenticatedEncryptionAdditionalData: bytes().optional().since('1.4'),
  authenticatedEncryptionTag: bytes().optional().since('1.4'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  data: Data.optional(),
  correlationValue: bytes().optional().since('1.3'),
})

export interface DecryptRequest extends ValueOf<typeof request> {}
export interface DecryptResponse extends ValueOf<typeof response> {}

/** Decrypts data with a stored key. KMIP 1.2 §4.30, 1.4 §4.30, 2.1 §6.1.11. */
export const Decrypt: OperationDeclaration<'Decrypt', DecryptRequest, DecryptResponse> = operation('Decrypt', {
  since: '1.2',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
