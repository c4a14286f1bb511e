import { CodecError } from '../wire/error.ts'
import { ItemType } from '../wire/item.ts'
import type { EnumerationNames } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { Field } from './field.ts'
import { NameTable } from './name-table.ts'
import { readEnumeration } from './read-enumeration.ts'
import type { EnumerationEntry, Type } from './type.ts'
import type { Unnamed } from './unnamed.ts'
import type { Version } from './version.ts'

/** The number of a name; with the first version that has it (default 1.0) and the last one (default: the newest). */
export type EnumerationValue = number | readonly [value: number, since: Version, until?: Version]

/** Number and versions of each name of an enumeration or mask, in the order of the standard. */
export const entriesOf = <N extends string>(values: Readonly<Record<N, EnumerationValue>>): Map<N, EnumerationEntry> =>
  new Map(
    (Object.entries(values) as [N, EnumerationValue][]).map(([name, given]) => {
      const [value, since, until] = typeof given === 'number' ? [given, '1.0' as const] : given
      return [name, { value, since, ...(until && { until }) }]
    }),
  )

/** An enumeration as a field: names in memory, numbers on the wire. */
export class Enumeration<N extends string> extends Field<N | Unnamed> implements EnumerationNames {
  readonly title: string
  readonly isOpen: boolean
  readonly entries: ReadonlyMap<N, EnumerationEntry>
  readonly #table: NameTable

  constructor(
    title: string,
    values: Readonly<Record<N, EnumerationValue>>,
    aliases: Readonly<Record<string, N>>,
    isOpen: boolean,
  ) {
    const entries = entriesOf(values)
    const table = new NameTable(title, entries, aliases, isOpen)
    const type: Type<string> = {
      title,
      entries,
      direct: { itemType: ItemType.Enumeration, names: table },
      read: (r, context) => readEnumeration(r, table, context),
      write: (w: Writer, tag: number, name: string) => w.enumeration(tag, name, table),
    }
    super(type)
    this.title = title
    this.isOpen = isOpen
    this.entries = entries
    this.#table = table
  }

  nameOf(value: number): string {
    return this.#table.nameOf(value)
  }

  codeOf(name: string): number | undefined {
    return this.#table.codeOf(name)
  }

  /** Whether a name is declared (not `0x…`). */
  has(name: string): name is N {
    return this.entries.has(name as N)
  }
}

/** Declares an enumeration. `aliases` are other spellings that are read, never written. */
export const enumeration = <N extends string>(
  title: string,
  values: Readonly<Record<N, EnumerationValue>>,
  aliases: Readonly<Record<string, NoInfer<N>>> = {},
): Enumeration<N> => new Enumeration(title, values, aliases, false)

/** Declares an enumeration that KMIP leaves to others: a number without a name here is no fault. */
export const openEnumeration = <N extends string>(
  title: string,
  values: Readonly<Record<N, EnumerationValue>>,
): Enumeration<N> => new Enumeration(title, values, {}, true)

/** The names of an enumeration, or `0x…`. */
export type NamesOf<E> = E extends Enumeration<infer N> ? N | Unnamed : never

/** The number of a name. @throws CodecError when the enumeration has no such name. */
export const numberOf = (of: EnumerationNames, name: string): number => {
  const value = of.codeOf(name)
  if (value === undefined) throw new CodecError('field', `${name} is not a ${of.title}`)
  return value
}
