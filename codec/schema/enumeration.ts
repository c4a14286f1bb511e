import { CodecError } from '../wire/error.ts'
import type { EnumerationNames, Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { Field } from './field.ts'
import type { EnumerationEntry, Type } from './type.ts'
import { numberOfUnnamed, type Unnamed, unnamedOf } from './unnamed.ts'
import type { Version } from './version.ts'

/** Number, and where it is not "1.0 and ever since", the first and the last version that have it. */
export type EnumerationValue = number | readonly [value: number, since: Version, until?: Version]

/** What is said of each name of an enumeration or mask, in the order of the standard. */
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
  readonly entries: ReadonlyMap<N, EnumerationEntry>
  readonly #names = new Map<number, string>()
  /** The same for the small numbers, which nearly all are. */
  readonly #smallNames: readonly (string | undefined)[]
  readonly #values = new Map<string, number>()

  constructor(title: string, values: Readonly<Record<N, EnumerationValue>>, aliases: Readonly<Record<string, N>>) {
    const entries = entriesOf(values)
    const type: Type<string> = {
      title,
      entries,
      read: (r: Reader) => r.enumeration(this),
      write: (w: Writer, tag: number, name: string) => w.enumeration(tag, name, this),
    }
    super(type)
    this.title = title
    for (const [name, { value }] of entries) {
      this.#values.set(name, value)
      if (!this.#names.has(value)) this.#names.set(value, name)
    }
    this.entries = entries
    this.#smallNames = Array.from({ length: 128 }, (_, value) => this.#names.get(value))
    for (const [alias, name] of Object.entries(aliases)) this.#values.set(alias, this.#values.get(name) as number)
  }

  nameOf(value: number): string {
    return this.#smallNames[value] ?? this.#names.get(value) ?? unnamedOf(value)
  }

  codeOf(name: string): number | undefined {
    return this.#values.get(name) ?? numberOfUnnamed(name)
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
): Enumeration<N> => new Enumeration(title, values, aliases)

/** The names of an enumeration, or `0x…`. */
export type NamesOf<E> = E extends Enumeration<infer N> ? N | Unnamed : never

/** The number of a name. @throws CodecError when the enumeration has no such name. */
export const numberOf = (of: EnumerationNames, name: string): number => {
  const value = of.codeOf(name)
  if (value === undefined) throw new CodecError('field', `${name} is not a ${of.title}`)
  return value
}
