import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('RNGAlgorithm', {
  Unspecified: [0x01, '1.3'],
  FIPS186_2: [0x02, '1.3'],
  DRBG: [0x03, '1.3'],
  NRBG: [0x04, '1.3'],
  ANSIX9_31: [0x05, '1.3'],
  ANSIX9_62: [0x06, '1.3'],
})

/** RNGAlgorithm. KMIP 1.4 §9.1.3.2.37, 2.1 §11.49. */
export type RNGAlgorithm = NamesOf<typeof names>
export const RNGAlgorithm: Enumeration<Exclude<RNGAlgorithm, `0x${string}`>> = names
