import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('DRBGAlgorithm', {
  Unspecified: [0x01, '1.3'],
  Dual_EC: [0x02, '1.3'],
  Hash: [0x03, '1.3'],
  HMAC: [0x04, '1.3'],
  CTR: [0x05, '1.3'],
})

/** DRBGAlgorithm. KMIP 1.4 §9.1.3.2.38, 2.1 §11.17. */
export type DRBGAlgorithm = NamesOf<typeof names>
export const DRBGAlgorithm: Enumeration<Exclude<DRBGAlgorithm, `0x${string}`>> = names
