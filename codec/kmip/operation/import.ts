import { boolean } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { KeyWrapType, ObjectType } from '../enumeration/objects.ts'
import { managedObject } from '../object/managed-object.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier,
  // Absent in 1.4: the object has the type (Table 253; 2.0 Table 220).
  objectType: ObjectType.optional().since('2.0').tolerate('1.4', 'clients that send what 2.0 has'),
  replaceExisting: boolean().optional(),
  keyWrapType: KeyWrapType.optional(),
  attributes: attributes().optional(),
  object: managedObject(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface ImportRequest extends ValueOf<typeof request> {}
export interface ImportResponse extends ValueOf<typeof response> {}

/** Stores an object with its identifier and attributes as given. KMIP 1.4 §4.41, 2.1 §6.1.25. */
export const Import: OperationDeclaration<'Import', ImportRequest, ImportResponse> = operation('Import', {
  since: '1.4',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'none',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
