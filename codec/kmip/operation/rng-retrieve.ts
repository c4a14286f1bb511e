import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Data } from '../structure/operations.ts'

const request = structure('RequestPayload', {
  dataLength: integer(),
})
const response = structure('ResponsePayload', {
  data: Data,
})

export interface RNGRetrieveRequest extends ValueOf<typeof request> {}
export interface RNGRetrieveResponse extends ValueOf<typeof response> {}

/** Returns random bytes. KMIP 1.2 §4.35, 1.4 §4.35, 2.1 §6.1.49. */
export const RNGRetrieve: OperationDeclaration<'RNGRetrieve', RNGRetrieveRequest, RNGRetrieveResponse> = operation(
  'RNGRetrieve',
  {
    since: '1.2',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
