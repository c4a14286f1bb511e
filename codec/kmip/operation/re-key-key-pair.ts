import { interval } from '../../schema/primitive.ts'
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
  privateKeyUniqueIdentifier: UniqueIdentifier.optional(),
  offset: interval().optional(),
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

export interface ReKeyKeyPairRequest extends ValueOf<typeof request> {}
export interface ReKeyKeyPairResponse extends ValueOf<typeof response> {}

/** Makes a replacement for a key pair. KMIP 1.2 §4.5, 1.4 §4.5, 2.1 §6.1.47. */
export const ReKeyKeyPair: OperationDeclaration<'ReKeyKeyPair', ReKeyKeyPairRequest, ReKeyKeyPairResponse> = operation(
  'ReKeyKeyPair',
  {
    since: '1.1',
    direction: 'client-to-server',
    objects: 'replaced',
    placeholderIn: 'privateKeyUniqueIdentifier',
    placeholderOut: 'privateKeyUniqueIdentifier',
    repeatable: false,
    request,
    response,
  },
)
