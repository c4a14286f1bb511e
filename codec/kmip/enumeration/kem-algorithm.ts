import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('KEMAlgorithm', {
  RSASVE: [0x01, '3.0'],
  DHKEM: [0x02, '3.0'],
  MLKEM: [0x03, '3.0'],
})

/** KEMAlgorithm.  */
export type KEMAlgorithm = NamesOf<typeof names>
export const KEMAlgorithm: Enumeration<Exclude<KEMAlgorithm, `0x${string}`>> = names
