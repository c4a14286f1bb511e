import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { managedObject } from '../object/managed-object.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  objectType: ObjectType,
  attributes: templateAttributes('TemplateAttribute').optional(),
  object: managedObject(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface RegisterRequest extends ValueOf<typeof request> {}
export interface RegisterResponse extends ValueOf<typeof response> {}

/** Stores an object that the client made or obtained. KMIP 1.0 §4.3, 1.2 §4.3, 1.4 §4.3, 2.1 §6.1.43. */
export const Register: OperationDeclaration<'Register', RegisterRequest, RegisterResponse> = operation('Register', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
