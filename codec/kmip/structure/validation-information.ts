import type { Field } from '../../schema/field.ts'
import { integer, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ValidationAuthorityType, ValidationType } from '../enumeration/query.ts'

const fields = structure('ValidationInformation', {
  validationAuthorityType: ValidationAuthorityType,
  validationAuthorityCountry: text().optional(),
  validationAuthorityURI: text().optional(),
  validationVersionMajor: integer(),
  validationVersionMinor: integer().optional(),
  validationType: ValidationType,
  validationLevel: integer(),
  validationCertificateIdentifier: text().optional(),
  validationCertificateURI: text().optional(),
  validationVendorURI: text().optional(),
  validationProfile: text().optional().many(),
})

/** Validation Information. KMIP 1.4 §2.1.20, 2.1 §7.41. */
export interface ValidationInformation extends ValueOf<typeof fields> {}
export const ValidationInformation: Field<ValidationInformation> = fields
