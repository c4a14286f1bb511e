import type { ValueOf } from '../../schema/structure.ts'
import { attribute } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  currentAttribute: attribute().optional().since('2.0'),
  newAttribute: attribute().was('1.4', { tag: 'Attribute' }),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attribute: attribute().unasked().until('1.4'),
})

export interface ModifyAttributeRequest extends ValueOf<typeof request> {}
export interface ModifyAttributeResponse extends ValueOf<typeof response> {}

/** Changes an attribute instance. KMIP 1.0 §4.14, 1.2 §4.15, 1.4 §4.15, 2.1 §6.1.34. */
export const ModifyAttribute: OperationDeclaration<'ModifyAttribute', ModifyAttributeRequest, ModifyAttributeResponse> =
  operation('ModifyAttribute', {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
