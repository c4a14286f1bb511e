import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Data', {
  Decrypt: [0x01, '2.0'],
  Encrypt: [0x02, '2.0'],
  Hash: [0x03, '2.0'],
  MACMACData: [0x04, '2.0'],
  RNGRetrieve: [0x05, '2.0'],
  SignSignatureData: [0x06, '2.0'],
  SignatureVerify: [0x07, '2.0'],
})

/** Data. KMIP 2.1 §11.13. */
export type DataEnumeration = NamesOf<typeof names>
export const DataEnumeration: Enumeration<Exclude<DataEnumeration, `0x${string}`>> = names
