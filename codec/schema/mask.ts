import type { MaskNames, Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { type EnumerationValue, entriesOf } from './enumeration.ts'
import { Field } from './field.ts'
import type { EnumerationEntry, Type } from './type.ts'
import { numberOfUnnamed, type Unnamed, unnamedOf } from './unnamed.ts'

/** A bit mask as a field: an array of names in memory, one number on the wire. Bits without a name survive as `0x…`. */
export class Mask<N extends string> extends Field<readonly (N | Unnamed)[]> implements MaskNames {
  readonly title: string
  readonly entries: ReadonlyMap<N, EnumerationEntry>
  readonly #bits = new Map<string, number>()

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
    for (const [name, { value }] of entries) this.#bits.set(name, value)
    this.entries = entries
  }

  namesOf(bits: number): string[] {
    const names: string[] = []
    let left = bits
    for (const [name, value] of this.#bits)
      if ((left & value) !== 0) {
        names.push(name)
        left &= ~value
      }
    for (let bit = 1; left !== 0 && bit !== 0; bit <<= 1)
      if ((left & bit) !== 0) {
        names.push(unnamedOf(bit))
        left &= ~bit
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
