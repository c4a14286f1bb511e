import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('FIPS186 Variation', {
  Unspecified: [0x01, '1.3'],
  GPXOriginal: [0x02, '1.3'],
  GPXChangeNotice: [0x03, '1.3'],
  XOriginal: [0x04, '1.3'],
  XChangeNotice: [0x05, '1.3'],
  KOriginal: [0x06, '1.3'],
  KChangeNotice: [0x07, '1.3'],
})

/** FIPS186 Variation. KMIP 1.4 §9.1.3.2.39, 2.1 §11.20. */
export type FIPS186Variation = NamesOf<typeof names>
export const FIPS186Variation: Enumeration<Exclude<FIPS186Variation, `0x${string}`>> = names
