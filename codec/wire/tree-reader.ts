import { CodecError } from './error.ts'
import { formatTag } from './format-tag.ts'
import type { Item } from './item.ts'
import { ItemType, nameItemType } from './item.ts'
import type { KnownText, KnownTexts } from './known-texts.ts'
import type { Limits } from './limits.ts'
import type { Spelled } from './parse-spelled.ts'
import {
  parseBigInteger,
  parseBoolean,
  parseBytes,
  parseDateTime,
  parseDateTimeExtended,
  parseEnumeration,
  parseInteger,
  parseInterval,
  parseLongInteger,
  parseMask,
  parseText,
} from './parse-spelled.ts'
import { readItem } from './read-item.ts'
import type { EnumerationNames, Mark, MaskNames, Reader } from './reader.ts'

const createMalformedError = (detail: string): CodecError => new CodecError('malformed', detail)

/** How a parsed encoding keeps its items. Each function throws {@link CodecError} when a node is no item. */
export interface Tree<Node> {
  tagOf(node: Node): number
  typeOf(node: Node): number
  itemsOf(node: Node): readonly Node[]
  valueOf(node: Node): Spelled
}

interface Place<Node> {
  readonly items: readonly Node[]
  readonly index: number
  readonly outer: Place<Node> | undefined
}

/** The code of an item type by its name or `0x` and two digits, as XML and JSON have it; absent means Structure. */
export const itemTypeOf = (name: unknown): number => {
  if (name === undefined) return ItemType.Structure
  if (typeof name === 'string') {
    if (Object.hasOwn(ItemType, name)) return ItemType[name as ItemType]
    if (/^0x0[1-9ab]$/i.test(name)) return Number(name)
  }
  throw new CodecError('malformed', 'an item has an unknown type')
}

/** Reads items out of a parsed document, for the encodings whose values are {@link Spelled}. */
export class TreeReader<Node> implements Reader {
  tag = 0
  type = 0
  readonly #tree: Tree<Node>
  readonly #limits: Limits
  #items: readonly Node[]
  #index = 0
  #outer: Place<Node> | undefined
  #depth = 0
  #count = 0

  constructor(items: readonly Node[], tree: Tree<Node>, limits: Limits) {
    this.#items = items
    this.#tree = tree
    this.#limits = limits
    this.#stand()
  }

  is(tag: number): boolean {
    return this.tag === tag
  }

  enter(): void {
    if (this.type !== ItemType.Structure) throw this.#badType('Structure')
    if (this.#depth >= this.#limits.depth)
      throw createMalformedError(`more than ${this.#limits.depth} nested structures`)
    const items = this.#tree.itemsOf(this.#node())
    this.#outer = { items: this.#items, index: this.#index, outer: this.#outer }
    this.#items = items
    this.#index = 0
    this.#depth++
    this.#stand()
  }

  leave(): void {
    if (this.tag !== 0) throw new CodecError('field', `${formatTag(this.tag)} is not expected here`)
    const outer = this.#outer
    if (!outer) throw new CodecError('field', 'there is no structure to leave')
    this.#items = outer.items
    this.#index = outer.index + 1
    this.#outer = outer.outer
    this.#depth--
    this.#stand()
  }

  skip(): void {
    if (this.tag === 0) throw this.#badType('an item')
    const depth = this.#depth
    do {
      if (this.tag === 0) this.leave()
      else if (this.type === ItemType.Structure) this.enter()
      else this.#value(this.type)
    } while (this.#depth > depth)
  }

  mark(): Mark {
    return { items: this.#items, index: this.#index, outer: this.#outer, depth: this.#depth, count: this.#count }
  }

  reset(mark: Mark): void {
    const place = mark as Place<Node> & { readonly depth: number; readonly count: number }
    this.#items = place.items
    this.#index = place.index
    this.#outer = place.outer
    this.#depth = place.depth
    this.#count = place.count - (place.index < place.items.length ? 1 : 0)
    this.#stand()
  }

  integer(): number {
    return parseInteger(this.#value(ItemType.Integer))
  }

  longInteger(): bigint {
    return parseLongInteger(this.#value(ItemType.LongInteger))
  }

  bigInteger(): bigint {
    return parseBigInteger(this.#value(ItemType.BigInteger))
  }

  enumeration(of: EnumerationNames): string {
    return parseEnumeration(this.#value(ItemType.Enumeration), of)
  }

  mask(of: MaskNames): string[] {
    return parseMask(this.#value(ItemType.Integer), of)
  }

  boolean(): boolean {
    return parseBoolean(this.#value(ItemType.Boolean))
  }

  text(): string {
    return parseText(this.#value(ItemType.TextString))
  }

  known<V extends { readonly known: KnownText }>(texts: KnownTexts<V>): V | undefined {
    if (this.type !== ItemType.TextString) return undefined
    const found = texts.get(parseText(this.#tree.valueOf(this.#node())))
    if (found !== undefined) this.#value(ItemType.TextString)
    return found
  }

  bytes(): Uint8Array {
    return parseBytes(this.#value(ItemType.ByteString))
  }

  dateTime(): Date {
    return parseDateTime(this.#value(ItemType.DateTime))
  }

  interval(): number {
    return parseInterval(this.#value(ItemType.Interval))
  }

  dateTimeExtended(): bigint {
    return parseDateTimeExtended(this.#value(ItemType.DateTimeExtended))
  }

  item(): Item {
    return readItem(this)
  }

  #node(): Node {
    return this.#items[this.#index] as Node
  }

  #stand(): void {
    if (this.#index >= this.#items.length) {
      this.tag = 0
      this.type = 0
      return
    }
    if (++this.#count > this.#limits.items) throw createMalformedError(`more than ${this.#limits.items} items`)
    const node = this.#node()
    this.tag = this.#tree.tagOf(node)
    this.type = this.#tree.typeOf(node)
  }

  /** The value here, when it is of this type; steps past the item. */
  #value(type: number): Spelled {
    if (this.type !== type) throw this.#badType(nameItemType(type) ?? '')
    const value = this.#tree.valueOf(this.#node())
    this.#index++
    this.#stand()
    return value
  }

  #badType(expected: string): CodecError {
    const found = this.tag === 0 ? 'the structure has ended' : `found ${nameItemType(this.type)}`
    return new CodecError('field', `expected ${expected}, ${found}`)
  }
}
