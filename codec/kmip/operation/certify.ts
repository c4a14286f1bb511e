import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CertificateRequestType } from '../enumeration/certificates.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  certificateRequestType: CertificateRequestType.optional(),
  certificateRequestValue: bytes().optional().was('1.4', { tag: 'CertificateRequest' }),
  attributes: templateAttributes('TemplateAttribute').optional(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface CertifyRequest extends ValueOf<typeof request> {}
export interface CertifyResponse extends ValueOf<typeof response> {}

/** Issues a certificate for a public key. KMIP 1.0 §4.6, 1.2 §4.7, 1.4 §4.7, 2.1 §6.1.6. */
export const Certify: OperationDeclaration<'Certify', CertifyRequest, CertifyResponse> = operation('Certify', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
