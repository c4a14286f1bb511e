import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Rotate Name Type', {
  UninterpretedTextString: [0x01, '2.1', '2.1'],
  URI: [0x02, '2.1', '2.1'],
})

/** Rotate Name Type. KMIP 2.1 §11.51. */
export type RotateNameType = NamesOf<typeof names>
export const RotateNameType: Enumeration<Exclude<RotateNameType, `0x${string}`>> = names
