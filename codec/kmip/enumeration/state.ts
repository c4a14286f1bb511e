import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('State', {
  PreActive: 0x01,
  Active: 0x02,
  Deactivated: 0x03,
  Compromised: 0x04,
  Destroyed: 0x05,
  DestroyedCompromised: 0x06,
})

/** State. KMIP 1.4 §9.1.3.2.18, 2.1 §11.55. */
export type State = NamesOf<typeof names>
export const State: Enumeration<Exclude<State, `0x${string}`>> = names
