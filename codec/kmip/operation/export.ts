import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { KeyCompressionType, KeyFormatType, KeyWrapType, ObjectType } from '../enumeration/objects.ts'
import { managedObject } from '../object/managed-object.ts'
import { KeyWrappingSpecification } from '../structure/key-wrapping.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  keyFormatType: KeyFormatType.optional(),
  keyWrapType: KeyWrapType.optional(),
  keyCompressionType: KeyCompressionType.optional(),
  keyWrappingSpecification: KeyWrappingSpecification.optional(),
})
const response = structure('ResponsePayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier,
  attributes: attributes().optional(),
  object: managedObject(),
})

export interface ExportRequest extends ValueOf<typeof request> {}
export interface ExportResponse extends ValueOf<typeof response> {}

/** Returns an object with all its attributes. KMIP 1.4 §4.40, 2.1 §6.1.18. */
export const Export: OperationDeclaration<'Export', ExportRequest, ExportResponse> = operation('Export', {
  since: '1.4',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'uniqueIdentifier',
  repeatable: true,
  request,
  response,
})
