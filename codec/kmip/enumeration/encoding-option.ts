import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Encoding Option', {
  NoEncoding: [0x01, '1.1'],
  TTLVEncoding: [0x02, '1.1'],
})

/** Encoding Option. KMIP 1.4 §9.1.3.2.32, 2.1 §11.18. */
export type EncodingOption = NamesOf<typeof names>
export const EncodingOption: Enumeration<Exclude<EncodingOption, `0x${string}`>> = names
