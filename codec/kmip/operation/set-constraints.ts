import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Constraints } from '../structure/constraints.ts'

const request = structure('RequestPayload', {
  constraints: Constraints,
})
const response = structure('ResponsePayload', {})

export interface SetConstraintsRequest extends ValueOf<typeof request> {}
export interface SetConstraintsResponse extends ValueOf<typeof response> {}

/** Sets the constraints on new objects. KMIP 2.1 §6.1.52. */
export const SetConstraints: OperationDeclaration<'SetConstraints', SetConstraintsRequest, SetConstraintsResponse> =
  operation('SetConstraints', {
    since: '2.1',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
