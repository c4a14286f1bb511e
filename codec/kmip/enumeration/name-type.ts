import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Name Type', {
  UninterpretedTextString: [0x01, '1.0', '2.1'],
  URI: [0x02, '1.0', '2.1'],
})

/** Name Type. KMIP 1.4 §9.1.3.2.11, 2.1 §11.31. */
export type NameType = NamesOf<typeof names>
export const NameType: Enumeration<Exclude<NameType, `0x${string}`>> = names
