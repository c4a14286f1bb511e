import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Block Cipher Mode', {
  CBC: 0x01,
  ECB: 0x02,
  PCBC: 0x03,
  CFB: 0x04,
  OFB: 0x05,
  CTR: 0x06,
  CMAC: 0x07,
  CCM: 0x08,
  GCM: 0x09,
  CBC_MAC: 0x0a,
  XTS: 0x0b,
  AESKeyWrapPadding: 0x0c,
  NISTKeyWrap: 0x0d,
  X9_102AESKW: 0x0e,
  X9_102TDKW: 0x0f,
  X9_102AKW1: 0x10,
  X9_102AKW2: 0x11,
  AEAD: [0x12, '1.4'],
})

/** Block Cipher Mode. KMIP 1.4 §9.1.3.2.14, 2.1 §11.6. */
export type BlockCipherMode = NamesOf<typeof names>
export const BlockCipherMode: Enumeration<Exclude<BlockCipherMode, `0x${string}`>> = names
