import type { MaskNames, Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { type EnumerationValue, entriesOf } from './enumeration.ts'
import { Field } from './field.ts'
import type { EnumerationEntry, Type } from './type.ts'
import { numberOfUnnamed, toUnnamed, type Unnamed } from './unnamed.ts'

/** A bit mask as a field: an array of names in memory, one number on the wire. Bits without a name survive as `0x…`. */
export class Mask<N extends string> extends Field<readonly (N | Unnamed)[]> implements MaskNames {
  readonly title: string
  readonly entries: ReadonlyMap<N, EnumerationEntry>
  readonly #bits = new Map<string, number>()
  /** By the position of their bit. */
  readonly #names: (string | undefined)[] = Array.from({ length: 32 })

  constructor(title: string, values: Readonly<Record<N, EnumerationValue>>) {
    const entries = entriesOf(values)
    const type: Type<readonly string[]> = {
      title,
      bits: entries,
      read: (r: Reader) => r.mask(this),
      write: (w: Writer, tag: number, names: readonly string[]) => w.mask(tag, names, this),
    }
    super(type)
    this.title = title
    for (const [name, { value }] of entries) {
      if (31 - Math.clz32(value) !== Math.log2(value)) throw new TypeError(`${title}: ${name} is not one bit`)
      this.#bits.set(name, value)
      this.#names[31 - Math.clz32(value)] ??= name
    }
    this.entries = entries
  }

  namesOf(bits: number): string[] {
    const names: string[] = []
    for (let left = bits; left !== 0; left &= left - 1) {
      const position = 31 - Math.clz32(left & -left)
      names.push(this.#names[position] ?? toUnnamed(1 << position))
    }
    return names
  }

  bitsOf(names: readonly string[]): number | undefined {
    let bits = 0
    for (const name of names) {
      const value = this.#bits.get(name) ?? numberOfUnnamed(name)
      if (value === undefined) return undefined
      bits |= value
    }
    return bits | 0
  }
}

export const mask = <N extends string>(title: string, values: Readonly<Record<N, EnumerationValue>>): Mask<N> =>
  new Mask(title, values)

/** The bit names of a mask, or `0x…`. */
export type BitsOf<M> = M extends Mask<infer N> ? N | Unnamed : never
