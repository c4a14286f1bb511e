import { CodecError } from './error.ts'
import { formatTag } from './format-tag.ts'
import { type Item, ItemType } from './item.ts'
import type { Reader } from './reader.ts'
import { unnamed } from './unnamed.ts'

/** Reads the item here with the methods for its type: {@link Reader.item} for every encoding. */
export const readItem = (reader: Reader): Item => {
  const { tag } = reader
  switch (reader.type) {
    case ItemType.Structure: {
      const value: Item[] = []
      reader.enter()
      while (!reader.is(0)) value.push(readItem(reader))
      reader.leave()
      return { tag, type: 'Structure', value }
    }
    case ItemType.Integer:
      return { tag, type: 'Integer', value: reader.integer() }
    case ItemType.LongInteger:
      return { tag, type: 'LongInteger', value: reader.longInteger() }
    case ItemType.BigInteger:
      return { tag, type: 'BigInteger', value: reader.bigInteger() }
    case ItemType.Enumeration:
      return { tag, type: 'Enumeration', value: reader.enumeration(unnamed) }
    case ItemType.Boolean:
      return { tag, type: 'Boolean', value: reader.boolean() }
    case ItemType.TextString:
      return { tag, type: 'TextString', value: reader.text() }
    case ItemType.ByteString:
      return { tag, type: 'ByteString', value: reader.bytes() }
    case ItemType.DateTime:
      return { tag, type: 'DateTime', value: reader.dateTime() }
    case ItemType.Interval:
      return { tag, type: 'Interval', value: reader.interval() }
    case ItemType.DateTimeExtended:
      return { tag, type: 'DateTimeExtended', value: reader.dateTimeExtended() }
    default:
      if (reader.is(0)) throw new CodecError('field', 'expected an item, the structure has ended')
      throw new CodecError('malformed', `${formatTag(tag)} has the unknown item type ${reader.type}`)
  }
}
