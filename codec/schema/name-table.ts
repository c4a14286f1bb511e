import type { EnumerationNames } from '../wire/reader.ts'
import type { EnumerationEntry } from './type.ts'
import { numberOfUnnamed, toUnnamed } from './unnamed.ts'

interface Named {
  readonly name: string
  readonly value: number
}

/** Names ⇄ numbers of an enumeration. */
export class NameTable implements EnumerationNames {
  readonly title: string
  readonly isOpen: boolean
  readonly #byName = new Map<string, Named>()
  readonly #byValue = new Map<number, string>()
  /** The same for the small numbers, which nearly all are. */
  readonly #small: readonly (string | undefined)[]
  /** The last name written: most enumerations of a server's messages repeat one value. */
  #last: Named | undefined

  /** @param aliases other spellings of names */
  constructor(
    title: string,
    entries: ReadonlyMap<string, EnumerationEntry>,
    aliases: Readonly<Record<string, string>>,
    isOpen: boolean,
  ) {
    this.title = title
    this.isOpen = isOpen
    for (const [name, { value }] of entries) {
      this.#byName.set(name, { name, value })
      if (!this.#byValue.has(value)) this.#byValue.set(value, name)
    }
    this.#small = Array.from({ length: 128 }, (_, value) => this.#byValue.get(value))
    for (const [alias, name] of Object.entries(aliases))
      this.#byName.set(alias, { name: alias, value: (this.#byName.get(name) as Named).value })
  }

  nameOf(value: number): string {
    return this.#small[value] ?? this.#byValue.get(value) ?? toUnnamed(value)
  }

  codeOf(name: string): number | undefined {
    if (name === this.#last?.name) return this.#last.value
    const named = this.#byName.get(name)
    if (!named) return numberOfUnnamed(name)
    this.#last = named
    return named.value
  }
}
