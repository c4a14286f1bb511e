import type { ValueOf } from '../../schema/structure.ts'
import { attributeReference } from '../attribute/reference.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributeReference: attributeReference().many(),
})

export interface GetAttributeListRequest extends ValueOf<typeof request> {}
export interface GetAttributeListResponse extends ValueOf<typeof response> {}

/** Returns the names of the attributes that an object has. KMIP 1.0 §4.12, 1.2 §4.13, 1.4 §4.13, 2.1 §6.1.21. */
export const GetAttributeList: OperationDeclaration<
  'GetAttributeList',
  GetAttributeListRequest,
  GetAttributeListResponse
> = operation('GetAttributeList', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
