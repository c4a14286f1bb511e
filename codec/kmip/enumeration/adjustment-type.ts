import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Adjustment Type', {
  Increment: [0x01, '2.0'],
  Decrement: [0x02, '2.0'],
  Negate: [0x03, '2.0'],
})

/** Adjustment Type. KMIP 2.1 §11.1. */
export type AdjustmentType = NamesOf<typeof names>
export const AdjustmentType: Enumeration<Exclude<AdjustmentType, `0x${string}`>> = names
