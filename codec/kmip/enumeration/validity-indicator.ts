import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Validity Indicator', {
  Valid: 0x01,
  Invalid: 0x02,
  Unknown: 0x03,
})

/** Validity Indicator. KMIP 1.4 §9.1.3.2.23, 2.1 §11.61. */
export type ValidityIndicator = NamesOf<typeof names>
export const ValidityIndicator: Enumeration<Exclude<ValidityIndicator, `0x${string}`>> = names
