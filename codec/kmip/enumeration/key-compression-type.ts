import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Key Compression Type', {
  ECPublicKeyTypeUncompressed: 0x01,
  ECPublicKeyTypeX9_62CompressedPrime: 0x02,
  ECPublicKeyTypeX9_62CompressedChar2: 0x03,
  ECPublicKeyTypeX9_62Hybrid: 0x04,
})

/** Key Compression Type. KMIP 1.4 §9.1.3.2.2, 2.1 §11.24. */
export type KeyCompressionType = NamesOf<typeof names>
export const KeyCompressionType: Enumeration<Exclude<KeyCompressionType, `0x${string}`>> = names
