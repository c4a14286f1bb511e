import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  objectType: ObjectType,
  attributes: templateAttributes('TemplateAttribute').optional(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface CreateRequest extends ValueOf<typeof request> {}
export interface CreateResponse extends ValueOf<typeof response> {}

/** Makes a new symmetric key. KMIP 1.0 §4.1, 1.2 §4.1, 1.4 §4.1, 2.1 §6.1.8. */
export const Create: OperationDeclaration<'Create', CreateRequest, CreateResponse> = operation('Create', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
