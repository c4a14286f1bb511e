import { bigInteger, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ObjectType, SplitKeyMethod } from '../enumeration/objects.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier.optional(),
  splitKeyParts: integer(),
  splitKeyThreshold: integer(),
  splitKeyMethod: SplitKeyMethod,
  primeFieldSize: bigInteger().optional(),
  attributes: templateAttributes('TemplateAttribute').optional(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  objectType: ObjectType.optional().until('1.4'),
  uniqueIdentifier: UniqueIdentifier.many(),
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface CreateSplitKeyRequest extends ValueOf<typeof request> {}
export interface CreateSplitKeyResponse extends ValueOf<typeof response> {}

/** Splits a key into parts. KMIP 1.2 §4.38, 1.4 §4.38, 2.1 §6.1.10. */
export const CreateSplitKey: OperationDeclaration<'CreateSplitKey', CreateSplitKeyRequest, CreateSplitKeyResponse> =
  operation('CreateSplitKey', {
    since: '1.2',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'none',
    placeholderOut: { firstOf: 'uniqueIdentifier' },
    repeatable: false,
    request,
    response,
  })
