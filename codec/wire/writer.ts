import type { Item } from './item.ts'
import type { KnownText } from './known-texts.ts'
import type { EnumerationNames, MaskNames } from './reader.ts'

/** Pushes items into one message, whatever its spelling. A value that its type cannot hold throws {@link CodecError}. */
export interface Writer {
  begin(tag: number): void
  end(): void
  /** Takes back the innermost open structure, as if it had not begun. */
  undo(): void
  integer(tag: number, value: number): void
  longInteger(tag: number, value: bigint): void
  bigInteger(tag: number, value: bigint): void
  enumeration(tag: number, name: string, of: EnumerationNames): void
  mask(tag: number, names: readonly string[], of: MaskNames): void
  boolean(tag: number, value: boolean): void
  /** @param prefix comes before the value; a joined text would be a rope, which is slow to write */
  text(tag: number, value: string, prefix?: string): void
  known(tag: number, text: KnownText): void
  bytes(tag: number, value: Uint8Array): void
  dateTime(tag: number, value: Date): void
  interval(tag: number, value: number): void
  dateTimeExtended(tag: number, value: bigint): void
  /** @param tag replaces the item's tag */
  item(item: Item, tag?: number): void
}
