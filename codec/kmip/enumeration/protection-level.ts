import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Protection Level', {
  High: [0x01, '2.0'],
  Low: [0x02, '2.0'],
})

/** Protection Level. KMIP 2.1 §11.42. */
export type ProtectionLevel = NamesOf<typeof names>
export const ProtectionLevel: Enumeration<Exclude<ProtectionLevel, `0x${string}`>> = names
