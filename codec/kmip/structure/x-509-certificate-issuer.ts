import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('X_509CertificateIssuer', {
  issuerDistinguishedName: bytes(),
  issuerAlternativeName: bytes().optional().many(),
})

/** X#509 Certificate Issuer. KMIP 1.2 §3.12, 1.4 §3.12, 2.1 §4.62. */
export interface X_509CertificateIssuer extends ValueOf<typeof fields> {}
export const X_509CertificateIssuer: Field<X_509CertificateIssuer> = fields
