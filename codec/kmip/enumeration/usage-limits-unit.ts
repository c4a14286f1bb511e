import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Usage Limits Unit', {
  Byte: 0x01,
  Object: 0x02,
})

/** Usage Limits Unit. KMIP 1.4 §9.1.3.2.31, 2.1 §11.60. */
export type UsageLimitsUnit = NamesOf<typeof names>
export const UsageLimitsUnit: Enumeration<Exclude<UsageLimitsUnit, `0x${string}`>> = names
