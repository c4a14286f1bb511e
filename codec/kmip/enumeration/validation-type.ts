import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Validation Type', {
  Unspecified: [0x01, '1.3'],
  Hardware: [0x02, '1.3'],
  Software: [0x03, '1.3'],
  Firmware: [0x04, '1.3'],
  Hybrid: [0x05, '1.3'],
})

/** Validation Type. KMIP 1.4 §9.1.3.2.41, 2.1 §11.64. */
export type ValidationType = NamesOf<typeof names>
export const ValidationType: Enumeration<Exclude<ValidationType, `0x${string}`>> = names
