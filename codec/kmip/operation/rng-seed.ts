import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Data } from '../structure/operations.ts'

const request = structure('RequestPayload', {
  data: Data,
})
const response = structure('ResponsePayload', {
  dataLength: integer(),
})

export interface RNGSeedRequest extends ValueOf<typeof request> {}
export interface RNGSeedResponse extends ValueOf<typeof response> {}

/** Adds seed to the random number generator. KMIP 1.2 §4.36, 1.4 §4.36, 2.1 §6.1.50. */
export const RNGSeed: OperationDeclaration<'RNGSeed', RNGSeedRequest, RNGSeedResponse> = operation('RNGSeed', {
  since: '1.2',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
