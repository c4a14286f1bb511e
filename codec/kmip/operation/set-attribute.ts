import type { ValueOf } from '../../schema/structure.ts'
import { attribute } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  newAttribute: attribute(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface SetAttributeRequest extends ValueOf<typeof request> {}
export interface SetAttributeResponse extends ValueOf<typeof response> {}

/** Sets an attribute, whether or not it was there. KMIP 2.1 §6.1.51. */
export const SetAttribute: OperationDeclaration<'SetAttribute', SetAttributeRequest, SetAttributeResponse> = operation(
  'SetAttribute',
  {
    since: '2.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
