import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import type { ItemType } from '../wire/item.ts'
import type { Spelled } from '../wire/parse-spelled.ts'
import type { TagNames } from '../wire/reader.ts'
import { formatHex64, type Spelling, SpellingWriter } from '../wire/spelling-writer.ts'

interface JsonItem {
  readonly tag: string
  readonly type?: ItemType
  readonly value: Spelled | JsonItem[]
}

const spelling: Spelling = {
  maskSeparator: '|',
  bigIntegerPrefix: '0x',
  /** Numbers that not every reader of JSON has exactly (RFC 8259 §6) are hexadecimal. */
  longInteger: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : formatHex64(value)),
}

/** Writes one message in the JSON encoding (KMIP Profiles 2.1 §5.5.1). */
export class JsonWriter extends SpellingWriter {
  readonly #tags: TagNames
  readonly #indent: string
  #items: JsonItem[] = []
  #outer: JsonItem[][] = []

  /** @param indent the indent of each level; default: one line without white space */
  constructor(tags: TagNames, indent = '') {
    super(spelling)
    this.#tags = tags
    this.#indent = indent
  }

  /**
   * The item written since the last {@link reset}.
   * @throws {CodecError} when a structure is still open, or there is not exactly one item
   */
  finish(): string {
    if (this.#outer.length > 0) throw new CodecError('malformed', `${this.#outer.length} structures are still open`)
    if (this.#items.length !== 1)
      throw new CodecError('malformed', `${this.#items.length} items instead of one message`)
    return JSON.stringify(this.#items[0], null, this.#indent)
  }

  reset(): void {
    this.#items = []
    this.#outer = []
  }

  begin(tag: number): void {
    const value: JsonItem[] = []
    this.#items.push({ tag: this.#id(tag), value })
    this.#outer.push(this.#items)
    this.#items = value
  }

  end(): void {
    const outer = this.#outer.pop()
    if (!outer) throw new CodecError('malformed', 'there is no structure to end')
    this.#items = outer
  }

  undo(): void {
    this.end()
    this.#items.pop()
  }

  protected put(tag: number, type: ItemType, value: Spelled): void {
    this.#items.push({ tag: this.#id(tag), type, value })
  }

  #id(tag: number): string {
    return this.#tags.idOf(tag) ?? formatTag(tag)
  }
}
