import type { EnumerationNames } from '../wire/reader.ts'
import type { EnumerationEntry } from './type.ts'
import { numberOfUnnamed, unnamedOf } from './unnamed.ts'

/** Names ⇄ numbers of an enumeration. */
export class NameTable implements EnumerationNames {
  readonly title: string
  readonly #names = new Map<number, string>()
  /** The same for the small numbers, which nearly all are. */
  readonly #smallNames: readonly (string | undefined)[]
  readonly #values = new Map<string, number>()

  /** @param aliases other spellings of names */
  constructor(
    title: string,
    entries: ReadonlyMap<string, EnumerationEntry>,
    aliases: Readonly<Record<string, string>>,
  ) {
    this.title = title
    for (const [name, { value }] of entries) {
      this.#values.set(name, value)
      if (!this.#names.has(value)) this.#names.set(value, name)
    }
    this.#smallNames = Array.from({ length: 128 }, (_, value) => this.#names.get(value))
    for (const [alias, name] of Object.entries(aliases)) this.#values.set(alias, this.#values.get(name) as number)
  }

  nameOf(value: number): string {
    return this.#smallNames[value] ?? this.#names.get(value) ?? unnamedOf(value)
  }

  codeOf(name: string): number | undefined {
    return this.#values.get(name) ?? numberOfUnnamed(name)
  }
}
