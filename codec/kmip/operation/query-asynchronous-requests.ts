import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { AsynchronousCorrelationValues, AsynchronousRequest } from '../structure/operations.ts'
import { Operations } from '../structure/rights.ts'

const request = structure('RequestPayload', {
  asynchronousCorrelationValues: AsynchronousCorrelationValues.optional(),
  operations: Operations.optional(),
})
const response = structure('ResponsePayload', {
  asynchronousRequest: AsynchronousRequest.optional().many(),
})

export interface QueryAsynchronousRequestsRequest extends ValueOf<typeof request> {}
export interface QueryAsynchronousRequestsResponse extends ValueOf<typeof response> {}

/** Lists asynchronous requests. KMIP 2.1 §6.1.41. */
export const QueryAsynchronousRequests: OperationDeclaration<
  'QueryAsynchronousRequests',
  QueryAsynchronousRequestsRequest,
  QueryAsynchronousRequestsResponse
> = operation('QueryAsynchronousRequests', {
  since: '2.1',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
