import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Split Key Polynomial', {
  Polynomial_283: [0x01, '3.0'],
  Polynomial_285: [0x02, '3.0'],
})

/** Split Key Polynomial.  */
export type SplitKeyPolynomial = NamesOf<typeof names>
export const SplitKeyPolynomial: Enumeration<Exclude<SplitKeyPolynomial, `0x${string}`>> = names
