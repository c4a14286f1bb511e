import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Wrapping Method', {
  Encrypt: 0x01,
  MACSign: 0x02,
  EncryptThenMACSign: 0x03,
  MACSignThenEncrypt: 0x04,
  TR_31: 0x05,
})

/** Wrapping Method. KMIP 1.4 §9.1.3.2.4, 2.1 §11.62. */
export type WrappingMethod = NamesOf<typeof names>
export const WrappingMethod: Enumeration<Exclude<WrappingMethod, `0x${string}`>> = names
