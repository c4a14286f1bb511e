/**
 * The item types of TTLV (KMIP 1.0 §9.1.1.2, 2.1 §10.1.2) and a generic item: what a reader gives for content
 * that no declaration describes.
 */
export const ItemType = {
  Structure: 0x01,
  Integer: 0x02,
  LongInteger: 0x03,
  BigInteger: 0x04,
  Enumeration: 0x05,
  Boolean: 0x06,
  TextString: 0x07,
  ByteString: 0x08,
  DateTime: 0x09,
  Interval: 0x0a,
  DateTimeExtended: 0x0b,
} as const

export type ItemType = keyof typeof ItemType

const names: string[] = []
for (const [name, code] of Object.entries(ItemType)) names[code] = name

/** The name of an item type code; `undefined` when the code is not assigned. */
export const nameItemType = (code: number): ItemType | undefined => names[code] as ItemType | undefined

/** In-memory form of each item type. Dates are UTC; `DateTimeExtended` is microseconds since 1970; `Interval` is seconds. */
export interface ItemValues {
  Structure: readonly Item[]
  Integer: number
  LongInteger: bigint
  BigInteger: bigint
  /** Name if the encoding gave one, else `'0x'` and 8 hexadecimal digits. */
  Enumeration: string
  Boolean: boolean
  TextString: string
  ByteString: Uint8Array
  DateTime: Date
  Interval: number
  DateTimeExtended: bigint
}

/** One tagged value of any type, as {@link Reader.item} reads it and {@link Writer.item} writes it. */
export type Item = {
  [T in ItemType]: { readonly tag: number; readonly type: T; readonly value: ItemValues[T] }
}[ItemType]
