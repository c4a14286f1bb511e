import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { KeyCompressionType, KeyFormatType, KeyWrapType, ObjectType } from '../enumeration/objects.ts'
import { managedObject } from '../object/managed-object.ts'
import { KeyWrappingSpecification } from '../structure/key-wrapping.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  keyFormatType: KeyFormatType.optional(),
  keyWrapType: KeyWrapType.optional().since('1.4'),
  keyCompressionType: KeyCompressionType.optional(),
  keyWrappingSpecification: KeyWrappingSpecification.optional(),
})
const response = structure('ResponsePayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier,
  object: managedObject(),
})

export interface GetRequest extends ValueOf<typeof request> {}
export interface GetResponse extends ValueOf<typeof response> {}

/** Returns one managed object, wrapped if asked. KMIP 1.0 §4.10, 1.2 §4.11, 1.4 §4.11, 2.1 §6.1.19. */
export const Get: OperationDeclaration<'Get', GetRequest, GetResponse> = operation('Get', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
