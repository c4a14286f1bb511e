import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Item Type', {
  Structure: [0x01, '2.0'],
  Integer: [0x02, '2.0'],
  LongInteger: [0x03, '2.0'],
  BigInteger: [0x04, '2.0'],
  Enumeration: [0x05, '2.0'],
  Boolean: [0x06, '2.0'],
  TextString: [0x07, '2.0'],
  ByteString: [0x08, '2.0'],
  DateTime: [0x09, '2.0'],
  Interval: [0x0a, '2.0'],
  DateTimeExtended: [0x0b, '2.0'],
  Identifier: [0x0c, '3.0'],
  Reference: [0x0d, '3.0'],
  NameReference: [0x0e, '3.0'],
})

/** Item Type. KMIP 2.1 §11.23. */
export type ItemType = NamesOf<typeof names>
export const ItemType: Enumeration<Exclude<ItemType, `0x${string}`>> = names
