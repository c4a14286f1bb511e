import { numberOf } from '../../schema/enumeration.ts'
import type { Field } from '../../schema/field.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../enumeration/messages.ts'

/** An Integer up to 1.4, an enumeration from 2.0 on, with the same numbers. KMIP 1.4 §2.1.9, 2.1 §7.13. */
const asInteger: Type<ItemType> = {
  title: 'Extension Type',
  read: (r) => ItemType.nameOf(r.integer()) as ItemType,
  write: (w, tag, value) => w.integer(tag, numberOf(ItemType, value)),
}

export const ExtensionType: Field<ItemType> = ItemType.was('1.4', { type: asInteger })
