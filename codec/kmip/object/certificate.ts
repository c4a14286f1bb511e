import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CertificateType } from '../enumeration/certificates.ts'

const fields = structure('Certificate', {
  certificateType: CertificateType,
  certificateValue: bytes(),
})

/** Certificate. KMIP 1.0 §2.2.1, 1.2 §2.2.1, 1.4 §2.2.1, 2.1 §2.1. */
export interface Certificate extends ValueOf<typeof fields> {}
export const Certificate: Field<Certificate> = fields
