import type { Item } from './item.ts'
import { unnamed } from './unnamed.ts'
import type { Writer } from './writer.ts'

/** Writes an item of any type with the methods for its type: {@link Writer.item} for every encoding. */
export const writeItem = (writer: Writer, item: Item, tag: number): void => {
  switch (item.type) {
    case 'Structure':
      writer.begin(tag)
      for (const inner of item.value) writeItem(writer, inner, inner.tag)
      writer.end()
      break
    case 'Integer':
      writer.integer(tag, item.value)
      break
    case 'LongInteger':
      writer.longInteger(tag, item.value)
      break
    case 'BigInteger':
      writer.bigInteger(tag, item.value)
      break
    case 'Enumeration':
      writer.enumeration(tag, item.value, unnamed)
      break
    case 'Boolean':
      writer.boolean(tag, item.value)
      break
    case 'TextString':
      writer.text(tag, item.value)
      break
    case 'ByteString':
      writer.bytes(tag, item.value)
      break
    case 'DateTime':
      writer.dateTime(tag, item.value)
      break
    case 'Interval':
      writer.interval(tag, item.value)
      break
    case 'DateTimeExtended':
      writer.dateTimeExtended(tag, item.value)
      break
  }
}
