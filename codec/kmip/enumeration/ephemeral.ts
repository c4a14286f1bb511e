import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Ephemeral', {
  Data: [0x01, '3.0'],
  Empty: [0x02, '3.0'],
  UniqueIdentifier: [0x03, '3.0'],
})

/** Ephemeral.  */
export type Ephemeral = NamesOf<typeof names>
export const Ephemeral: Enumeration<Exclude<Ephemeral, `0x${string}`>> = names
