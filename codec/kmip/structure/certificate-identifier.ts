import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('CertificateIdentifier', {
  issuer: text(),
  /** Not for PGP. */
  serialNumber: text(),
})

/** Certificate Identifier. KMIP 1.0 §3.9, 1.2 §3.13, 1.4 §3.13. */
export interface CertificateIdentifier extends ValueOf<typeof fields> {}
export const CertificateIdentifier: Field<CertificateIdentifier> = fields
