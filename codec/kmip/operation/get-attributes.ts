import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { attributeReference } from '../attribute/reference.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  attributeReference: attributeReference().optional().many(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: attributes().optional(),
})

export interface GetAttributesRequest extends ValueOf<typeof request> {}
export interface GetAttributesResponse extends ValueOf<typeof response> {}

/** Returns attributes of an object. KMIP 1.0 §4.11, 1.2 §4.12, 1.4 §4.12, 2.1 §6.1.20. */
export const GetAttributes: OperationDeclaration<'GetAttributes', GetAttributesRequest, GetAttributesResponse> =
  operation('GetAttributes', {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: true,
    request,
    response,
  })
