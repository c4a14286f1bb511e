import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import type { ItemType } from '../wire/item.ts'
import type { Spelled } from '../wire/parse-spelled.ts'
import type { TagNames } from '../wire/reader.ts'
import { type Spelling, SpellingWriter } from '../wire/spelling-writer.ts'

const spelling: Spelling = { maskSeparator: ' ', bigIntegerPrefix: '', longInteger: String }

/** Characters that XML 1.0 §2.2 cannot hold, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const impossible = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** White space besides the blank is written as a reference: a parser would make blanks of it (XML 1.0 §3.3.3). */
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

const escapeText = (value: string): string => {
  if (impossible.test(value)) throw new CodecError('field', 'Text String has a character that XML cannot hold')
  return value.replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character)
}

/** A structure that has begun, and what was written before. */
interface Open {
  readonly name: string
  readonly before: { readonly text: string; readonly empty: boolean }
}

/** Writes messages in the XML encoding (KMIP Profiles 2.1 §5.4.1), several of them one behind the other. */
export class XmlWriter extends SpellingWriter {
  readonly #tags: TagNames
  readonly #indent: string
  #text = ''
  #open: Open[] = []
  /** Whether the innermost structure has no items yet: its start tag is not closed. */
  #empty = false

  /** @param indent the indent of each level; default: one line without white space */
  constructor(tags: TagNames, indent = '') {
    super(spelling)
    this.#tags = tags
    this.#indent = indent
  }

  /**
   * The text written since the last {@link reset}.
   * @throws {CodecError} when a structure is still open
   */
  finish(): string {
    if (this.#open.length > 0) throw new CodecError('malformed', `${this.#open.length} structures are still open`)
    return this.#text
  }

  reset(): void {
    this.#text = ''
    this.#open = []
    this.#empty = false
  }

  begin(tag: number): void {
    const before = { text: this.#text, empty: this.#empty }
    this.#open.push({ name: this.#start(tag), before })
    this.#empty = true
  }

  end(): void {
    const open = this.#open.pop()
    if (!open) throw new CodecError('malformed', 'there is no structure to end')
    if (this.#empty) this.#text += '/>'
    else {
      this.#line()
      this.#text += `</${open.name}>`
    }
    this.#empty = false
  }

  undo(): void {
    const open = this.#open.pop()
    if (!open) throw new CodecError('malformed', 'there is no structure to take back')
    this.#text = open.before.text
    this.#empty = open.before.empty
  }

  protected put(tag: number, type: ItemType, value: Spelled): void {
    const text = escapeText(String(value))
    this.#start(tag)
    this.#text += ` type="${type}" value="${text}"/>`
  }

  /** Writes the start tag without its end and returns the name of the element. */
  #start(tag: number): string {
    if (this.#empty) this.#text += '>'
    this.#empty = false
    this.#line()
    const id = this.#tags.idOf(tag)
    this.#text += id === undefined ? `<TTLV tag="${formatTag(tag)}"` : `<${id}`
    return id ?? 'TTLV'
  }

  #line(): void {
    if (this.#indent !== '' && this.#text !== '') this.#text += `\n${this.#indent.repeat(this.#open.length)}`
  }
}
