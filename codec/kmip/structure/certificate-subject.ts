import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('CertificateSubject', {
  /** May be empty. */
  certificateSubjectDistinguishedName: text(),
  certificateSubjectAlternativeName: text().optional().many(),
})

/** Certificate Subject. KMIP 1.0 §3.10, 1.2 §3.14, 1.4 §3.14. */
export interface CertificateSubject extends ValueOf<typeof fields> {}
export const CertificateSubject: Field<CertificateSubject> = fields
