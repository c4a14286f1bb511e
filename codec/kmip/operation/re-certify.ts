import { bytes, interval } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { CertificateRequestType } from '../enumeration/certificates.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  certificateRequestUniqueIdentifier: UniqueIdentifier.optional().since('2.0'),
  certificateRequestType: CertificateRequestType.optional(),
  certificateRequestValue: bytes().optional().was('1.4', { tag: 'CertificateRequest' }),
  offset: interval().optional(),
  attributes: templateAttributes('TemplateAttribute').optional(),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface ReCertifyRequest extends ValueOf<typeof request> {}
export interface ReCertifyResponse extends ValueOf<typeof response> {}

/** Renews a certificate. KMIP 1.0 §4.7, 1.2 §4.8, 1.4 §4.8, 2.1 §6.1.45. */
export const ReCertify: OperationDeclaration<'ReCertify', ReCertifyRequest, ReCertifyResponse> = operation(
  'ReCertify',
  {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'replaced',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'uniqueIdentifier',
    repeatable: false,
    request,
    response,
  },
)
