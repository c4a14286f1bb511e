import type { Item } from './item.ts'
import type { KnownText, KnownTexts } from './known-texts.ts'

/** An enumeration for the encodings: names in memory, numbers on the wire. Unknown values survive as `'0x80000001'`. */
export interface EnumerationNames {
  readonly title: string
  /** KMIP leaves its numbers to others: one without a name is no fault. */
  readonly isOpen?: boolean
  /** Number → name (or `0x` and 8 digits). */
  nameOf(value: number): string
  /** Name, alias or `0x…` → number; `undefined` when it is none of them. */
  codeOf(name: string): number | undefined
}

/** A bit mask for the encodings: names in memory, one number on the wire. Unknown bits survive as `'0x80000000'`. */
export interface MaskNames {
  readonly title: string
  /** Bits → names, lowest bit first. */
  namesOf(bits: number): string[]
  /** Names (or `0x…`) → signed 32-bit number; `undefined` when one of them is unknown. */
  bitsOf(names: readonly string[]): number | undefined
}

/** Tag numbers and their ids (the names of the XML and JSON encodings). */
export interface TagNames {
  /** `CryptographicAlgorithm`; `undefined` when the tag is not assigned. */
  idOf(tag: number): string | undefined
  tagOf(id: string): number | undefined
}

/** A position of a reader; opaque. */
export type Mark = unknown

/**
 * Pulls items out of one message, whatever its spelling (TTLV, XML, JSON). A reader stands on one item of the current
 * structure, or at its end. Each value method checks the item's type, returns its value and steps to the next item;
 * a wrong type or malformed content throws {@link CodecError}.
 */
export interface Reader {
  /** Whether the item here has this tag; `is(0)`: the structure has no more items. */
  is(tag: number): boolean
  /** The tag here; 0 at the end of the structure. */
  readonly tag: number
  /** The item type code here ({@link ItemType}); 0 at the end of the structure. */
  readonly type: number
  /** Steps into the structure here. */
  enter(): void
  /** Steps out of a structure whose items have all been read, and past it. */
  leave(): void
  /** Steps over the item here, checking that it is well formed all through; whether its values are valid is not checked. */
  skip(): void
  /** Remembers this place, for {@link reset}. */
  mark(): Mark
  /** Goes back to a remembered place, at whatever depth. */
  reset(mark: Mark): void

  integer(): number
  longInteger(): bigint
  bigInteger(): bigint
  enumeration(of: EnumerationNames): string
  mask(of: MaskNames): string[]
  boolean(): boolean
  text(): string
  /** Steps over a text that is one of these and returns what belongs to it; `undefined`, and stays, where another item is. */
  known<V extends { readonly known: KnownText }>(texts: KnownTexts<V>): V | undefined
  /** A copy: it does not keep the message alive. */
  bytes(): Uint8Array
  dateTime(): Date
  /** Seconds. */
  interval(): number
  /** Microseconds since 1970. */
  dateTimeExtended(): bigint
  /** The item here, whole, without a declaration. */
  item(): Item
}
