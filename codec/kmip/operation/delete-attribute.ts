import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attribute } from '../attribute/list.ts'
import { attributeReference } from '../attribute/reference.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  currentAttribute: attribute().optional().since('2.0'),
  attributeReference: attributeReference().optional(),
  attributeIndex: integer().optional().until('1.4'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attribute: attribute().unasked().until('1.4'),
})

export interface DeleteAttributeRequest extends ValueOf<typeof request> {}
export interface DeleteAttributeResponse extends ValueOf<typeof response> {}

/** Deletes an attribute instance. KMIP 1.0 §4.15, 1.2 §4.16, 1.4 §4.16, 2.1 §6.1.13. */
export const DeleteAttribute: OperationDeclaration<'DeleteAttribute', DeleteAttributeRequest, DeleteAttributeResponse> =
  operation('DeleteAttribute', {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
