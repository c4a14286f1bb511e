import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration(
  'Split Key Method',
  {
    XOR: 0x01,
    PolynomialSharingGF2_16: 0x02,
    PolynomialSharingPrimeField: 0x03,
    PolynomialSharingGF2_8: [0x04, '1.2'],
  },
  { PolynomialSharingGF216: 'PolynomialSharingGF2_16', PolynomialSharingGF28: 'PolynomialSharingGF2_8' },
)

/** Split Key Method. KMIP 1.4 §9.1.3.2.8, 2.1 §11.54. */
export type SplitKeyMethod = NamesOf<typeof names>
export const SplitKeyMethod: Enumeration<Exclude<SplitKeyMethod, `0x${string}`>> = names
