import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** DRBGAlgorithm. KMIP 1.4 §9.1.3.2.38, 2.1 §11.17. */
export const DRBGAlgorithm = enumeration('DRBGAlgorithm', {
  Unspecified: [0x01, '1.3'],
  Dual_EC: [0x02, '1.3'],
  Hash: [0x03, '1.3'],
  HMAC: [0x04, '1.3'],
  CTR: [0x05, '1.3'],
})
export type DRBGAlgorithm = NamesOf<typeof DRBGAlgorithm>

/** FIPS186 Variation. KMIP 1.4 §9.1.3.2.39, 2.1 §11.20. */
export const FIPS186Variation = enumeration('FIPS186 Variation', {
  Unspecified: [0x01, '1.3'],
  GPXOriginal: [0x02, '1.3'],
  GPXChangeNotice: [0x03, '1.3'],
  XOriginal: [0x04, '1.3'],
  XChangeNotice: [0x05, '1.3'],
  KOriginal: [0x06, '1.3'],
  KChangeNotice: [0x07, '1.3'],
})
export type FIPS186Variation = NamesOf<typeof FIPS186Variation>

/** RNGAlgorithm. KMIP 1.4 §9.1.3.2.37, 2.1 §11.49. */
export const RNGAlgorithm = enumeration('RNGAlgorithm', {
  Unspecified: [0x01, '1.3'],
  FIPS186_2: [0x02, '1.3'],
  DRBG: [0x03, '1.3'],
  NRBG: [0x04, '1.3'],
  ANSIX9_31: [0x05, '1.3'],
  ANSIX9_62: [0x06, '1.3'],
})
export type RNGAlgorithm = NamesOf<typeof RNGAlgorithm>

/** RNGMode. KMIP 1.4 §9.1.3.2.46, 2.1 §11.50. */
export const RNGMode = enumeration('RNGMode', {
  Unspecified: [0x01, '1.3'],
  SharedInstantiation: [0x02, '1.3'],
  NonSharedInstantiation: [0x03, '1.3'],
})
export type RNGMode = NamesOf<typeof RNGMode>
