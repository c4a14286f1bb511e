import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Put Function', {
  New: 0x01,
  Replace: 0x02,
})

/** Put Function. KMIP 1.4 §9.1.3.2.26, 2.1 §11.43. */
export type PutFunction = NamesOf<typeof names>
export const PutFunction: Enumeration<Exclude<PutFunction, `0x${string}`>> = names
