import { interval, longInteger } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CryptographicUsageMask } from '../mask.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  usageLimitsCount: longInteger().optional(),
  cryptographicUsageMask: CryptographicUsageMask.optional(),
  leaseTime: interval().optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  usageLimitsCount: longInteger().optional(),
  cryptographicUsageMask: CryptographicUsageMask.optional(),
  leaseTime: interval().optional(),
})

export interface CheckRequest extends ValueOf<typeof request> {}
export interface CheckResponse extends ValueOf<typeof response> {}

/** Asks whether an object may be used in a certain way, without using it. KMIP 1.0 §4.9, 1.2 §4.10, 1.4 §4.10, 2.1 §6.1.7. */
export const Check: OperationDeclaration<'Check', CheckRequest, CheckResponse> = operation('Check', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
