import { Field } from '../../schema/field.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../../wire/item.ts'

/** How long a ticket is good for: seconds, or until when. */
export type LeaseTime = number | Date

const type: Type<LeaseTime> = {
  title: 'Lease Time',
  read: (r) => (r.type === ItemType.DateTime ? r.dateTime() : r.interval()),
  write: (w, tag, value) => {
    if (typeof value === 'number') w.interval(tag, value)
    else w.dateTime(tag, value)
  },
}

/** Lease Time of Login and Delegated Login. KMIP 2.1 §6.1.12, §6.1.30. */
export const LeaseTime: Field<LeaseTime> = new Field(type)
