import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('X_509CertificateSubject', {
  /** May be empty. */
  subjectDistinguishedName: bytes(),
  /** Required when the distinguished name is empty. */
  subjectAlternativeName: bytes().optional().many(),
})

/** X#509 Certificate Subject. KMIP 1.2 §3.11, 1.4 §3.11, 2.1 §4.63. */
export interface X_509CertificateSubject extends ValueOf<typeof fields> {}
export const X_509CertificateSubject: Field<X_509CertificateSubject> = fields
