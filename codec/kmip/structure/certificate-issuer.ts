import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('CertificateIssuer', {
  certificateIssuerDistinguishedName: text(),
  certificateIssuerAlternativeName: text().optional().many(),
})

/** Certificate Issuer. KMIP 1.0 §3.11, 1.2 §3.15, 1.4 §3.15. */
export interface CertificateIssuer extends ValueOf<typeof fields> {}
export const CertificateIssuer: Field<CertificateIssuer> = fields
