import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import type { Version } from './version.ts'

/** A number and the versions that have it. */
export interface EnumerationEntry {
  readonly value: number
  readonly since: Version
  readonly until?: Version
}

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
  /** Of a structure: its fields. For what is derived from the declarations, as `entries` and `bits` are. */
  readonly fields?: Readonly<Record<string, { readonly type: Type<any> }>>
  /** Of an enumeration: its names. */
  readonly entries?: ReadonlyMap<string, EnumerationEntry>
  /** Of a mask: the names of its bits. */
  readonly bits?: ReadonlyMap<string, EnumerationEntry>
  read(reader: Reader, context: Context, parent: Record<string, unknown>): V
  write(writer: Writer, tag: number, value: V, context: Context, parent: Record<string, unknown>): void
}
