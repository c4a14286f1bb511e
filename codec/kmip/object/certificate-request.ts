import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CertificateRequestType } from '../enumeration/certificates.ts'

const fields = structure('CertificateRequest', {
  certificateRequestType: CertificateRequestType,
  certificateRequestValue: bytes(),
})

/** Certificate Request. KMIP 2.1 §2.2. */
export interface CertificateRequest extends ValueOf<typeof fields> {}
export const CertificateRequest: Field<CertificateRequest> = fields
