import type { Item } from '../wire/item.ts'
import { ItemType } from '../wire/item.ts'
import { toDate } from '../wire/range.ts'
import { Field } from './field.ts'
import type { Type } from './type.ts'

const integerType: Type<number> = {
  title: 'Integer',
  direct: { itemType: ItemType.Integer },
  read: (r) => r.integer(),
  write: (w, tag, v) => w.integer(tag, v),
}
const longIntegerType: Type<bigint> = {
  title: 'Long Integer',
  read: (r) => r.longInteger(),
  write: (w, tag, v) => w.longInteger(tag, v),
}
const bigIntegerType: Type<bigint> = {
  title: 'Big Integer',
  read: (r) => r.bigInteger(),
  write: (w, tag, v) => w.bigInteger(tag, v),
}
const booleanType: Type<boolean> = {
  title: 'Boolean',
  direct: { itemType: ItemType.Boolean },
  read: (r) => r.boolean(),
  write: (w, tag, v) => w.boolean(tag, v),
}
const textType: Type<string> = {
  title: 'Text String',
  direct: { itemType: ItemType.TextString },
  read: (r) => r.text(),
  write: (w, tag, v) => w.text(tag, v),
}
const bytesType: Type<Uint8Array> = {
  title: 'Byte String',
  direct: { itemType: ItemType.ByteString },
  read: (r) => r.bytes(),
  write: (w, tag, v) => w.bytes(tag, v),
}
const intervalType: Type<number> = {
  title: 'Interval',
  read: (r) => r.interval(),
  write: (w, tag, v) => w.interval(tag, v),
}
const dateTimeExtendedType: Type<bigint> = {
  title: 'Date Time Extended',
  read: (r) => r.dateTimeExtended(),
  write: (w, tag, v) => w.dateTimeExtended(tag, v),
}
/** KMIP 2.0 lets a Time Stamp be a Date Time Extended; it is read to the second. */
const dateTimeType: Type<Date> = {
  title: 'Date Time',
  read: (r) =>
    r.type === ItemType.DateTimeExtended ? toDate(Number(r.dateTimeExtended() / 1_000_000n)) : r.dateTime(),
  write: (w, tag, v) => w.dateTime(tag, v),
}
const itemType: Type<Item> = {
  title: 'any item',
  read: (r) => r.item(),
  write: (w, tag, v) => w.item(v, tag),
}

export const integer = (): Field<number> => new Field(integerType)
export const longInteger = (): Field<bigint> => new Field(longIntegerType)
export const bigInteger = (): Field<bigint> => new Field(bigIntegerType)
export const boolean = (): Field<boolean> => new Field(booleanType)
export const text = (): Field<string> => new Field(textType)
export const bytes = (): Field<Uint8Array> => new Field(bytesType)
/** Seconds. */
export const interval = (): Field<number> => new Field(intervalType)
export const dateTime = (): Field<Date> => new Field(dateTimeType)
/** Microseconds since 1970. */
export const dateTimeExtended = (): Field<bigint> => new Field(dateTimeExtendedType)
/** One item of any type, under the field's tag. */
export const any = (): Field<Item> => new Field(itemType)
/** All items that stand here, whatever their tags. */
export const rest = (): Field<readonly Item[], true> => new Field(itemType, { rest: true, many: true, optional: true })
