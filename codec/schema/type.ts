import type { EnumerationNames, Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import type { Version } from './version.ts'

/** A number and the versions that have it. */
export interface EnumerationEntry {
  readonly value: number
  readonly since: Version
  readonly until?: Version
}

/** What the form depends on besides the declaration. */
export interface Context {
  /** Index of the message's version in `versions`. */
  readonly version: number
  /** Writing: refuse a field that this version does not have, instead of leaving it out. */
  readonly exact?: boolean
  /** An Attribute Index stands before its attribute in the Attributes of 2.x too: the form of stored objects. */
  readonly hasIndices?: boolean
  /** Reading: refuse numbers of enumerations that the standard has not assigned. */
  readonly refusesUnassigned?: boolean
  /** Reading a stranger's answer that the strict reading refuses. */
  readonly leniency?: Leniency | undefined
}

/** Reads an answer that departs from the standard where nobody asked: implemented by LenientReading. */
export interface Leniency {
  readStructure(layout: Layout, reader: Reader, context: Context): Record<string, unknown>
  /** Adds a step to the paths of oddities and errors of `read`. */
  within<T>(step: string, read: () => T): T
  /** Reads the item here. One that cannot be read and that was not asked for is skipped and noted: `undefined`. */
  readOrSkip<T>(reader: Reader, isAsked: () => boolean, read: () => T): T | undefined
  /** Skips and notes an item that is not declared here. @throws CodecError where every item counts */
  skipUnknown(reader: Reader): void
  /** Notes that the item here stands out of order. @throws CodecError where the order counts */
  noteMisplaced(reader: Reader): void
  /** Whether the request asked for this attribute by name; `undefined`: an attribute whose name cannot be read. */
  isAttributeAsked(id: string | undefined): boolean
}

/** A type that is one method of readers and writers, by its code in `ItemType`, or a structure. */
export interface Direct {
  readonly itemType: number
  /** Of an enumeration. */
  readonly names?: EnumerationNames
  /** Of a structure: as each version has it. */
  readonly reading?: readonly Layout[]
  readonly writing?: readonly Layout[]
}

/**
 * Between an item on the wire and a value in memory. `parent` is the structure the item stands in, as far as it has been
 * read; a type whose form depends on a sibling (Key Material on Key Format Type) looks there. Both functions are called
 * without `this`. In a lenient reading `read` returns `undefined` for an item that it skipped.
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
  /** Types that the walkers read and write directly, without a call of `read` and `write`. */
  readonly direct?: Direct
  read(reader: Reader, context: Context, parent: Record<string, unknown>): V
  write(writer: Writer, tag: number, value: V, context: Context, parent: Record<string, unknown>): void
}

/** One of several types; the tag selects it. */
export interface Variant {
  readonly key: string
  readonly tag: number
  readonly type: Type<any>
}

export type Variants = ReadonlyMap<number, Variant>

/**
 * A field as the walkers use it: resolved for one version. Every place has every key: the walkers are fast only as long as
 * all places have one shape.
 */
export interface Place extends Pick<Type<any>, 'read' | 'write'> {
  readonly key: string
  readonly title: string
  /** The tag; 0 where one of several may stand. */
  readonly number: number
  readonly optional: boolean
  readonly unasked: boolean
  readonly many: boolean
  readonly variants: Variants | undefined
  /** The item type that the walkers read and write directly; 0: `read` and `write` do it. */
  readonly itemType: number
  readonly names: EnumerationNames | undefined
  readonly layout: Layout | undefined
}

/** A structure in one version: its fields in wire order. */
export interface Layout {
  readonly title: string
  readonly places: readonly Place[]
  /** Fields that only later versions have, for reading leniently. Found at each call: nearly no program needs them. */
  readonly later: () => readonly Place[]
}
