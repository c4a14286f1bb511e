import type { Field } from '../../schema/field.ts'
import { boolean, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicAlgorithm } from '../enumeration/cryptographic-algorithm.ts'
import { HashingAlgorithm } from '../enumeration/cryptography.ts'
import { DRBGAlgorithm, FIPS186Variation, RNGAlgorithm } from '../enumeration/random.ts'
import { RecommendedCurve } from '../enumeration/recommended-curve.ts'

const fields = structure('RNGParameters', {
  rngAlgorithm: RNGAlgorithm,
  cryptographicAlgorithm: CryptographicAlgorithm.optional(),
  cryptographicLength: integer().optional(),
  hashingAlgorithm: HashingAlgorithm.optional(),
  drbgAlgorithm: DRBGAlgorithm.optional(),
  recommendedCurve: RecommendedCurve.optional(),
  fips186Variation: FIPS186Variation.optional(),
  predictionResistance: boolean().optional(),
})

/** RNGParameters. KMIP 1.4 §2.1.18, 2.1 §7.36. */
export interface RNGParameters extends ValueOf<typeof fields> {}
export const RNGParameters: Field<RNGParameters> = fields
