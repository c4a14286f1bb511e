import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Opaque Data Type', {})

/** Opaque Data Type. KMIP 1.4 §9.1.3.2.10, 2.1 §11.35. */
export type OpaqueDataType = NamesOf<typeof names>
export const OpaqueDataType: Enumeration<Exclude<OpaqueDataType, `0x${string}`>> = names
