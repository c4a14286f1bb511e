import { Field } from '../../schema/field.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../../wire/item.ts'
import { DataEnumeration } from '../enumeration/operations.ts'

/** Data to work on; from KMIP 2.0 on also the data of an earlier batch item, by name or by position. KMIP 2.1 §7.9. */
export type Data = Uint8Array | number | { readonly enumeration: DataEnumeration }

const type: Type<Data> = {
  title: 'Data',
  read: (r) => {
    if (r.type === ItemType.Enumeration) return { enumeration: r.enumeration(DataEnumeration) as DataEnumeration }
    return r.type === ItemType.Integer ? r.integer() : r.bytes()
  },
  write: (w, tag, value) => {
    if (value instanceof Uint8Array) w.bytes(tag, value)
    else if (typeof value === 'number') w.integer(tag, value)
    else w.enumeration(tag, value.enumeration, DataEnumeration)
  },
}

export const Data: Field<Data> = new Field(type)
