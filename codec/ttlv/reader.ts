import { isUtf8 } from 'node:buffer'
import { hexToBigInteger } from '../wire/big-integer.ts'
import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import type { Item } from '../wire/item.ts'
import { ItemType, nameItemType } from '../wire/item.ts'
import type { KnownText, KnownTexts } from '../wire/known-texts.ts'
import type { Limits } from '../wire/limits.ts'
import { defaultLimits } from '../wire/limits.ts'
import { toDate } from '../wire/range.ts'
import { readItem } from '../wire/read-item.ts'
import type { EnumerationNames, Mark, MaskNames, Reader } from '../wire/reader.ts'

const {
  Structure: structure,
  Integer: integer,
  LongInteger: longInteger,
  BigInteger: bigInteger,
  Enumeration: enumeration,
  Boolean: boolean,
  TextString: textString,
  ByteString: byteString,
  DateTime: dateTime,
  Interval: interval,
  DateTimeExtended: dateTimeExtended,
} = ItemType

/** Buffer's native decoder, without the argument checks of `toString`. */
type Slices = Buffer & { utf8Slice(start: number, end: number): string }

/** A structure around the item here. */
interface Outer {
  readonly end: number
  readonly outer: Outer | undefined
}

interface Place {
  readonly at: number
  readonly end: number
  readonly itemsLeft: number
  readonly depth: number
  readonly outer: Outer | undefined
}

const readInt32 = (b: Uint8Array, at: number): number =>
  (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!

const createMalformedError = (detail: string): CodecError => new CodecError('malformed', detail)

/**
 * Reads items of the TTLV encoding (KMIP 1.4 §9.1) out of `bytes`, which must not change meanwhile. At the outermost
 * level it stands on the first item of a sequence; a message is a sequence of one.
 *
 * Strict in types, lengths, Booleans, UTF-8 and that an item stays inside its structure. The content of padding bytes is
 * ignored: the standard requires zeros there, and some clients leave other bytes.
 */
export class TtlvReader implements Reader {
  tag = 0
  type = 0
  readonly #bytes: Slices
  readonly #limits: Limits
  /** Start of the item here. */
  #at = 0
  /** End of the structure around it. */
  #end: number
  /** The structure around that one. */
  #outer: Outer | undefined
  /** Structures around the item here. */
  #depth = 0
  /** Items that the message may still have. */
  #itemsLeft: number

  /** @throws {CodecError} when `bytes` is larger than `limits.messageSize` or does not begin with an item */
  constructor(bytes: Uint8Array, limits: Limits = defaultLimits) {
    const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#bytes = buffer as Slices
    this.#limits = limits
    this.#end = bytes.length
    this.#itemsLeft = limits.items
    if (bytes.length > limits.messageSize)
      throw createMalformedError(`message of more than ${limits.messageSize} bytes`)
    this.#stand(0)
  }

  is(tag: number): boolean {
    return this.tag === tag
  }

  enter(): void {
    const at = this.#value(structure)
    const length = readInt32(this.#bytes, at - 4)
    if (length < 0 || length & 7 || length > this.#end - at) throw this.#badLength()
    if (this.#depth >= this.#limits.depth)
      throw createMalformedError(`more than ${this.#limits.depth} nested structures`)
    this.#outer = { end: this.#end, outer: this.#outer }
    this.#depth++
    this.#end = at + length
    this.#stand(at)
  }

  leave(): void {
    if (this.tag !== 0) throw new CodecError('field', `${formatTag(this.tag)} is not expected here`)
    const outer = this.#outer
    if (outer === undefined) throw new CodecError('field', 'there is no structure to leave')
    this.#end = outer.end
    this.#outer = outer.outer
    this.#depth--
    this.#stand(this.#at)
  }

  skip(): void {
    if (this.tag === 0) throw this.#badType('an item')
    const depth = this.#depth
    do {
      if (this.tag === 0) this.leave()
      else if (this.type === structure) this.enter()
      else this.#skipValue()
    } while (this.#depth > depth)
  }

  mark(): Mark {
    return {
      at: this.#at,
      end: this.#end,
      itemsLeft: this.#itemsLeft,
      depth: this.#depth,
      outer: this.#outer,
    } satisfies Place
  }

  reset(mark: Mark): void {
    const place = mark as Place
    this.#end = place.end
    this.#depth = place.depth
    this.#outer = place.outer
    this.#itemsLeft = place.itemsLeft + (place.at === place.end ? 0 : 1)
    this.#stand(place.at)
  }

  integer(): number {
    return readInt32(this.#bytes, this.#fixed(integer, 4))
  }

  longInteger(): bigint {
    return this.#bytes.readBigInt64BE(this.#fixed(longInteger, 8))
  }

  bigInteger(): bigint {
    const at = this.#value(bigInteger)
    const length = readInt32(this.#bytes, at - 4)
    if (length <= 0 || length & 7 || length > this.#end - at) throw this.#badLength()
    this.#stand(at + length)
    return length === 8 ? this.#bytes.readBigInt64BE(at) : hexToBigInteger(this.#bytes.toString('hex', at, at + length))
  }

  enumeration(of: EnumerationNames): string {
    return of.nameOf(readInt32(this.#bytes, this.#fixed(enumeration, 4)) >>> 0)
  }

  mask(of: MaskNames): string[] {
    return of.namesOf(readInt32(this.#bytes, this.#fixed(integer, 4)))
  }

  boolean(): boolean {
    const at = this.#fixed(boolean, 8)
    const low = readInt32(this.#bytes, at + 4)
    if (readInt32(this.#bytes, at) !== 0 || (low !== 0 && low !== 1))
      throw createMalformedError('Boolean is neither 0 nor 1')
    return low === 1
  }

  known<V extends { readonly known: KnownText }>(texts: KnownTexts<V>): V | undefined {
    const at = this.#value(textString)
    const length = this.#length(at)
    const found = texts.find(this.#bytes, at, length)
    if (found !== undefined) this.#stand(at + ((length + 7) & ~7))
    return found
  }

  text(): string {
    const at = this.#value(textString)
    const end = this.#padded(at)
    const text = this.#bytes.utf8Slice(at, end)
    if (text.includes('\ufffd') && !isUtf8(this.#bytes.subarray(at, end)))
      throw createMalformedError('Text String is not UTF-8')
    return text
  }

  bytes(): Uint8Array {
    const at = this.#value(byteString)
    const length = this.#padded(at) - at
    const copy = new Uint8Array(length)
    if (length > 48) copy.set(this.#bytes.subarray(at, at + length))
    else for (let i = 0; i < length; i++) copy[i] = this.#bytes[at + i]!
    return copy
  }

  dateTime(): Date {
    const at = this.#fixed(dateTime, 8)
    const seconds = readInt32(this.#bytes, at) * 0x1_0000_0000 + (readInt32(this.#bytes, at + 4) >>> 0)
    return toDate(seconds)
  }

  interval(): number {
    return readInt32(this.#bytes, this.#fixed(interval, 4)) >>> 0
  }

  dateTimeExtended(): bigint {
    return this.#bytes.readBigInt64BE(this.#fixed(dateTimeExtended, 8))
  }

  item(): Item {
    return readItem(this)
  }

  /** Checks the form of a value, without building it: a date may be one that no Date holds. */
  #skipValue(): void {
    if (this.type === byteString) this.#padded(this.#value(byteString))
    else if (this.type === dateTime) this.#fixed(dateTime, 8)
    else this.item()
  }

  /** Comes to stand on the item at `at`. Its length stays unread: a fault in it belongs to the item, not to the one before. */
  #stand(at: number): void {
    this.#at = at
    if (at === this.#end) {
      this.tag = 0
      this.type = 0
      return
    }
    if (this.#end - at < 8) throw createMalformedError('an item is cut off in its header')
    if (--this.#itemsLeft < 0) throw createMalformedError(`more than ${this.#limits.items} items`)
    const bytes = this.#bytes
    this.tag = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    this.type = bytes[at + 3]!
    if (this.tag === 0) throw createMalformedError('an item has the tag 0x000000')
  }

  /** Where the value here begins, when it is of this type. */
  #value(type: number): number {
    if (this.type !== type) throw this.#badType(nameItemType(type) ?? '')
    return this.#at + 8
  }

  /** The same for a type of fixed length; steps past the item. */
  #fixed(type: number, length: number): number {
    if (this.type !== type) throw this.#badType(nameItemType(type) ?? '')
    const at = this.#at + 8
    if (readInt32(this.#bytes, at - 4) !== length || this.#end - at < 8) throw this.#badLength()
    this.#stand(at + 8)
    return at
  }

  /** The length of a string whose value begins at `at`, and which is there with its padding. */
  #length(at: number): number {
    const length = readInt32(this.#bytes, at - 4)
    const left = this.#end - at
    if (length < 0 || length > left || length + (-length & 7) > left) throw this.#badLength()
    return length
  }

  /** The end of a string whose value begins at `at`; steps past its padding. */
  #padded(at: number): number {
    const length = this.#length(at)
    this.#stand(at + length + (-length & 7))
    return at + length
  }

  #badType(expected: string): CodecError {
    if (this.tag === 0) return new CodecError('field', `expected ${expected}, the structure has ended`)
    const found = nameItemType(this.type)
    return found === undefined
      ? createMalformedError(`${formatTag(this.tag)} has the unknown item type ${this.type}`)
      : new CodecError('field', `expected ${expected}, found ${found}`)
  }

  #badLength(): CodecError {
    const length = readInt32(this.#bytes, this.#at + 4) >>> 0
    const left = this.#end - this.#at - 8
    return createMalformedError(
      `${nameItemType(this.type)} ${formatTag(this.tag)} of length ${length}, ${left} bytes are left`,
    )
  }
}
