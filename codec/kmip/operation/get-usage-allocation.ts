import { longInteger } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  usageLimitsCount: longInteger(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface GetUsageAllocationRequest extends ValueOf<typeof request> {}
export interface GetUsageAllocationResponse extends ValueOf<typeof response> {}

/** Takes an allocation from the usage limits of a key. KMIP 1.0 §4.17, 1.2 §4.18, 1.4 §4.18, 2.1 §6.1.23. */
export const GetUsageAllocation: OperationDeclaration<
  'GetUsageAllocation',
  GetUsageAllocationRequest,
  GetUsageAllocationResponse
> = operation('GetUsageAllocation', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
