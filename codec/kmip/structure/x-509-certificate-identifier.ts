import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('X_509CertificateIdentifier', {
  issuerDistinguishedName: bytes(),
  certificateSerialNumber: bytes(),
})

/** X#509 Certificate Identifier. KMIP 1.2 §3.10, 1.4 §3.10, 2.1 §4.61. */
export interface X_509CertificateIdentifier extends ValueOf<typeof fields> {}
export const X_509CertificateIdentifier: Field<X_509CertificateIdentifier> = fields
