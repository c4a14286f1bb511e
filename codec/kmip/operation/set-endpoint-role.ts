import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { EndpointRole } from '../enumeration/operations.ts'

const request = structure('RequestPayload', {
  endpointRole: EndpointRole,
})
const response = structure('ResponsePayload', {
  endpointRole: EndpointRole,
})

export interface SetEndpointRoleRequest extends ValueOf<typeof request> {}
export interface SetEndpointRoleResponse extends ValueOf<typeof response> {}

/** Swaps the client and server roles of a connection. KMIP 2.1 §6.1.54. */
export const SetEndpointRole: OperationDeclaration<'SetEndpointRole', SetEndpointRoleRequest, SetEndpointRoleResponse> =
  operation('SetEndpointRole', {
    since: '2.0',
    direction: 'both',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
