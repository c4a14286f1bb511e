import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Constraints } from '../structure/constraints.ts'

const request = structure('RequestPayload', {})
const response = structure('ResponsePayload', {
  constraints: Constraints,
})

export interface GetConstraintsRequest extends ValueOf<typeof request> {}
export interface GetConstraintsResponse extends ValueOf<typeof response> {}

/** Returns the constraints on new objects. KMIP 2.1 §6.1.22. */
export const GetConstraints: OperationDeclaration<'GetConstraints', GetConstraintsRequest, GetConstraintsResponse> =
  operation('GetConstraints', {
    since: '2.1',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: true,
    request,
    response,
  })
