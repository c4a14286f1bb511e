import type { Field } from '../../schema/field.ts'
import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { RecommendedCurve } from '../enumeration/recommended-curve.ts'

const fields = structure('CryptographicDomainParameters', {
  qlength: integer().optional(),
  recommendedCurve: RecommendedCurve.optional(),
})

/** Cryptographic Domain Parameters. KMIP 1.0 §3.7, 1.2 §3.7, 1.4 §3.7, 2.1 §4.14. */
export interface CryptographicDomainParameters extends ValueOf<typeof fields> {}
export const CryptographicDomainParameters: Field<CryptographicDomainParameters> = fields
