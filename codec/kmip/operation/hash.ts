import { boolean, bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CryptographicParameters } from '../structure/cryptography.ts'
import { Data } from '../structure/operations.ts'

const request = structure('RequestPayload', {
  cryptographicParameters: CryptographicParameters,
  data: Data.optional(),
  correlationValue: bytes().optional().since('1.3'),
  initIndicator: boolean().optional().since('1.3'),
  finalIndicator: boolean().optional().since('1.3'),
})
const response = structure('ResponsePayload', {
  data: Data.optional(),
  correlationValue: bytes().optional().since('1.3'),
})

export interface HashRequest extends ValueOf<typeof request> {}
export interface HashResponse extends ValueOf<typeof response> {}

/** Computes a hash. KMIP 1.2 §4.37, 1.4 §4.37, 2.1 §6.1.24. */
export const Hash: OperationDeclaration<'Hash', HashRequest, HashResponse> = operation('Hash', {
  since: '1.2',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
