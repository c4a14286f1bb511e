import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Validation Authority Type', {
  Unspecified: [0x01, '1.3'],
  NISTCMVP: [0x02, '1.3'],
  CommonCriteria: [0x03, '1.3'],
})

/** Validation Authority Type. KMIP 1.4 §9.1.3.2.40, 2.1 §11.63. */
export type ValidationAuthorityType = NamesOf<typeof names>
export const ValidationAuthorityType: Enumeration<Exclude<ValidationAuthorityType, `0x${string}`>> = names
