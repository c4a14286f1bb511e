import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Shredding Algorithm', {
  Unspecified: [0x01, '1.3'],
  Cryptographic: [0x02, '1.3'],
  Unsupported: [0x03, '1.3'],
})

/** Shredding Algorithm. KMIP 1.4 §9.1.3.2.45, 2.1 §11.53. */
export type ShreddingAlgorithm = NamesOf<typeof names>
export const ShreddingAlgorithm: Enumeration<Exclude<ShreddingAlgorithm, `0x${string}`>> = names
