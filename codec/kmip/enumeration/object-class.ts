import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Object Class', {
  User: [0x01, '3.0'],
  System: [0x02, '3.0'],
})

/** Object Class.  */
export type ObjectClass = NamesOf<typeof names>
export const ObjectClass: Enumeration<Exclude<ObjectClass, `0x${string}`>> = names
