import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Padding Method', {
  None: 0x01,
  OAEP: 0x02,
  PKCS5: 0x03,
  SSL3: 0x04,
  Zeros: 0x05,
  ANSIX9_23: 0x06,
  ISO10126: 0x07,
  PKCS1V1_5: 0x08,
  X9_31: 0x09,
  PSS: 0x0a,
})

/** Padding Method. KMIP 1.4 §9.1.3.2.15, 2.1 §11.37. */
export type PaddingMethod = NamesOf<typeof names>
export const PaddingMethod: Enumeration<Exclude<PaddingMethod, `0x${string}`>> = names
