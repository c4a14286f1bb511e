import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Object Group Member', {
  GroupMemberFresh: [0x01, '1.1', '2.1'],
  GroupMemberDefault: [0x02, '1.1', '2.1'],
})

/** Object Group Member. KMIP 1.4 §9.1.3.2.33, 2.1 §11.33. */
export type ObjectGroupMember = NamesOf<typeof names>
export const ObjectGroupMember: Enumeration<Exclude<ObjectGroupMember, `0x${string}`>> = names
