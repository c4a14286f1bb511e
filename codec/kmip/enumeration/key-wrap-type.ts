import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Key Wrap Type', {
  NotWrapped: [0x01, '1.4'],
  AsRegistered: [0x02, '1.4'],
})

/** Key Wrap Type. KMIP 1.4 §9.1.3.2.48, 2.1 §11.29. */
export type KeyWrapType = NamesOf<typeof names>
export const KeyWrapType: Enumeration<Exclude<KeyWrapType, `0x${string}`>> = names
