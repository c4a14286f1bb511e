import type { ValueOf } from '../../schema/structure.ts'
import { attribute } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  newAttribute: attribute().was('1.4', { tag: 'Attribute' }),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attribute: attribute().unasked().until('1.4'),
})

export interface AddAttributeRequest extends ValueOf<typeof request> {}
export interface AddAttributeResponse extends ValueOf<typeof response> {}

/** Adds an attribute instance. KMIP 1.0 §4.13, 1.2 §4.14, 1.4 §4.14, 2.1 §6.1.2. */
export const AddAttribute: OperationDeclaration<'AddAttribute', AddAttributeRequest, AddAttributeResponse> = operation(
  'AddAttribute',
  {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
