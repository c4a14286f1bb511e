import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Interop Function', {
  Begin: [0x01, '2.0'],
  End: [0x02, '2.0'],
  Reset: [0x03, '2.0'],
})

/** Interop Function. KMIP 2.1 §11.22. */
export type InteropFunction = NamesOf<typeof names>
export const InteropFunction: Enumeration<Exclude<InteropFunction, `0x${string}`>> = names
