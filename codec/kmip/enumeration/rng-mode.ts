import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('RNGMode', {
  Unspecified: [0x01, '1.3'],
  SharedInstantiation: [0x02, '1.3'],
  NonSharedInstantiation: [0x03, '1.3'],
})

/** RNGMode. KMIP 1.4 §9.1.3.2.46, 2.1 §11.50. */
export type RNGMode = NamesOf<typeof names>
export const RNGMode: Enumeration<Exclude<RNGMode, `0x${string}`>> = names
