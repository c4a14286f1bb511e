import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Unwrap Mode', {
  Unspecified: [0x01, '1.3'],
  Processed: [0x02, '1.3'],
  NotProcessed: [0x03, '1.3'],
})

/** Unwrap Mode. KMIP 1.4 §9.1.3.2.43, 2.1 §11.59. */
export type UnwrapMode = NamesOf<typeof names>
export const UnwrapMode: Enumeration<Exclude<UnwrapMode, `0x${string}`>> = names
