import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import {
  CommonProtectionStorageMasks,
  PrivateProtectionStorageMasks,
  PublicProtectionStorageMasks,
} from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  commonAttributes: templateAttributes('CommonTemplateAttribute').optional(),
  privateKeyAttributes: templateAttributes('PrivateKeyTemplateAttribute').optional(),
  publicKeyAttributes: templateAttributes('PublicKeyTemplateAttribute').optional(),
  commonProtectionStorageMasks: CommonProtectionStorageMasks.optional().since('2.0'),
  privateProtectionStorageMasks: PrivateProtectionStorageMasks.optional().since('2.0'),
  publicProtectionStorageMasks: PublicProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  privateKeyUniqueIdentifier: UniqueIdentifier,
  publicKeyUniqueIdentifier: UniqueIdentifier,
  privateKeyAttributes: templateAttributes('PrivateKeyTemplateAttribute').unasked().until('1.4'),
  publicKeyAttributes: templateAttributes('PublicKeyTemplateAttribute').unasked().until('1.4'),
})

export interface CreateKeyPairRequest extends ValueOf<typeof request> {}
export interface CreateKeyPairResponse extends ValueOf<typeof response> {}

/** Makes a new key pair. KMIP 1.0 §4.2, 1.2 §4.2, 1.4 §4.2, 2.1 §6.1.9. */
export const CreateKeyPair: OperationDeclaration<'CreateKeyPair', CreateKeyPairRequest, CreateKeyPairResponse> =
  operation('CreateKeyPair', {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'privateKeyUniqueIdentifier',
    repeatable: false,
    request,
    response,
  })
