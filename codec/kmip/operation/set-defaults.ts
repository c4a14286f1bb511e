import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { DefaultsInformation } from '../structure/constraints.ts'

const request = structure('RequestPayload', {
  defaultsInformation: DefaultsInformation.optional(),
})
const response = structure('ResponsePayload', {})

export interface SetDefaultsRequest extends ValueOf<typeof request> {}
export interface SetDefaultsResponse extends ValueOf<typeof response> {}

/** Sets the default attributes of new objects. KMIP 2.1 §6.1.53. */
export const SetDefaults: OperationDeclaration<'SetDefaults', SetDefaultsRequest, SetDefaultsResponse> = operation(
  'SetDefaults',
  {
    since: '2.1',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
