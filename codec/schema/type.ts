import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'

/** What form depends on, besides the declaration. */
export interface Context {
  /** Index of the message's version in `versions`. */
  readonly version: number
  /** Writing: refuse a field that this version does not have, instead of leaving it out. */
  readonly exact?: boolean
}

/**
 * Between an item on the wire and a value in memory. `parent` is the structure the item stands in, as far as it has been
 * read; a type whose form is told by a sibling (Key Material by Key Format Type) looks there. Both functions are called
 * without `this`.
 */
export interface Type<V> {
  /** For people: `Text String`, `Key Block`. */
  readonly title: string
  read(reader: Reader, context: Context, parent: Record<string, unknown>): V
  write(writer: Writer, tag: number, value: V, context: Context, parent: Record<string, unknown>): void
}
