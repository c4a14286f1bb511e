import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ObjectType, SecretDataType } from '../enumeration/objects.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier.many(),
  secretDataType: SecretDataType.optional(),
  attributes: templateAttributes('TemplateAttribute').optional(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  objectType: ObjectType.optional().until('1.4'),
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface JoinSplitKeyRequest extends ValueOf<typeof request> {}
export interface JoinSplitKeyResponse extends ValueOf<typeof response> {}

/** Joins the parts of a split key. KMIP 1.2 §4.39, 1.4 §4.39, 2.1 §6.1.27. */
export const JoinSplitKey: OperationDeclaration<'JoinSplitKey', JoinSplitKeyRequest, JoinSplitKeyResponse> = operation(
  'JoinSplitKey',
  {
    since: '1.2',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'none',
    placeholderOut: 'uniqueIdentifier',
    repeatable: false,
    request,
    response,
  },
)
