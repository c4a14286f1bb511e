import { CodecError } from '../wire/error.ts'
import type { EnumerationNames, Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { Field } from './field.ts'
import type { EnumerationEntry, Type } from './type.ts'
import type { Version } from './version.ts'

/** An enumeration or mask value that no declaration names: `0x` and 8 hexadecimal digits. */
export type Unnamed = `0x${string}`

/** Number, and where it is not "1.0 and ever since", the first and the last version that have it. */
export type EnumerationValue = number | readonly [value: number, since: Version, until?: Version]

const hexadecimal = (value: number): Unnamed => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

const unnamed = (name: string): number | undefined =>
  /^0x[0-9a-fA-F]{1,8}$/.test(name) ? Number.parseInt(name.slice(2), 16) : undefined

/** An enumeration as a field: names in memory, numbers on the wire. */
export class Enumeration<N extends string> extends Field<N | Unnamed> implements EnumerationNames {
  readonly title: string
  readonly entries: ReadonlyMap<N, EnumerationEntry>
  readonly #names = new Map<number, string>()
  /** The same for the small numbers, which nearly all are. */
  readonly #smallNames: readonly (string | undefined)[]
  readonly #values = new Map<string, number>()

  constructor(title: string, values: Readonly<Record<N, EnumerationValue>>, aliases: Readonly<Record<string, N>>) {
    const entries = new Map<N, EnumerationEntry>()
    const type: Type<string> = {
      title,
      entries,
      read: (r: Reader) => r.enumeration(this),
      write: (w: Writer, tag: number, name: string) => w.enumeration(tag, name, this),
    }
    super(type)
    this.title = title
    for (const [name, given] of Object.entries(values) as [N, EnumerationValue][]) {
      const [value, since, until] = typeof given === 'number' ? [given, '1.0' as const] : given
      entries.set(name, { value, since, ...(until && { until }) })
      this.#values.set(name, value)
      if (!this.#names.has(value)) this.#names.set(value, name)
    }
    this.entries = entries
    this.#smallNames = Array.from({ length: 128 }, (_, value) => this.#names.get(value))
    for (const [alias, name] of Object.entries(aliases)) this.#values.set(alias, this.#values.get(name) as number)
  }

  nameOf(value: number): string {
    return this.#smallNames[value] ?? this.#names.get(value) ?? hexadecimal(value)
  }

  codeOf(name: string): number | undefined {
    return this.#values.get(name) ?? unnamed(name)
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
