import { numberOf } from '../../schema/enumeration.ts'
import { Field } from '../../schema/field.ts'
import { readEnumeration } from '../../schema/read-enumeration.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../../wire/item.ts'
import { UniqueIdentifierEnumeration } from '../enumeration/operations.ts'

/**
 * An object's identifier; from KMIP 2.0 on also a result of an earlier batch item: by name (`{ enumeration: 'IDPlaceholder' }`) or
 * by position (a number, counted from 0, negative from here backwards). KMIP 1.4 §3.1, 2.1 §4.58.
 */
export type UniqueIdentifier = string | number | { readonly enumeration: UniqueIdentifierEnumeration }

const type: Type<UniqueIdentifier> = {
  title: 'Unique Identifier',
  read: (r, context) => {
    if (r.type === ItemType.Enumeration)
      return { enumeration: readEnumeration(r, UniqueIdentifierEnumeration, context) as UniqueIdentifierEnumeration }
    return r.type === ItemType.Integer ? r.integer() : r.text()
  },
  write: (w, tag, value) => {
    if (typeof value === 'string') w.text(tag, value)
    else if (typeof value === 'number') w.integer(tag, value)
    else {
      numberOf(UniqueIdentifierEnumeration, value.enumeration)
      w.enumeration(tag, value.enumeration, UniqueIdentifierEnumeration)
    }
  },
}

export const UniqueIdentifier: Field<UniqueIdentifier> = new Field(type)
