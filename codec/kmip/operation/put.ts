import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { PutFunction } from '../enumeration/operations.ts'
import { managedObject } from '../object/managed-object.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier,
  putFunction: PutFunction,
  replacedUniqueIdentifier: UniqueIdentifier.optional(),
  object: managedObject(),
  attributes: attributes().optional(),
})
const response = structure('ResponsePayload', {})

export interface PutRequest extends ValueOf<typeof request> {}
export interface PutResponse extends ValueOf<typeof response> {}

/** Server to client: hands over an object. KMIP 1.0 §5.2, 1.2 §5.2, 1.4 §5.2, 2.1 §6.2.3. */
export const Put: OperationDeclaration<'Put', PutRequest, PutResponse, 'server-to-client'> = operation('Put', {
  since: '1.0',
  direction: 'server-to-client',
  objects: 'named',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
