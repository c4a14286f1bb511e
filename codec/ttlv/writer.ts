import { bigIntegerToHex } from '../wire/big-integer.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { ItemType } from '../wire/item.ts'
import type { KnownText } from '../wire/known-texts.ts'
import { checkInteger, checkInterval, checkLongInteger, toSeconds } from '../wire/range.ts'
import type { EnumerationNames, MaskNames } from '../wire/reader.ts'
import { writeItem } from '../wire/write-item.ts'
import type { Writer } from '../wire/writer.ts'

const {
  Structure: structure,
  Integer: integer,
  BigInteger: bigInteger,
  Enumeration: enumeration,
  Boolean: boolean,
  TextString: textString,
  ByteString: byteString,
  DateTime: dateTime,
  Interval: interval,
} = ItemType

/** Buffer's native encoder, without the argument checks of `write`. */
type Texts = Buffer & { utf8Write(text: string, at: number, length: number): number }

/** Texts up to this length are written without the native encoder. Longer ones may be ropes, whose characters are slow to get. */
const shortText = 12

/** A slab that grew beyond this is let go at the next {@link TtlvWriter.reset}. */
const keptSize = 256 * 1024

/**
 * Writes items in the TTLV encoding (KMIP 1.4 §9.1) into a slab that is kept for the next message.
 * After an error: {@link reset}, then write the next message.
 */
export class TtlvWriter implements Writer {
  readonly #size: number
  #slab: Uint8Array
  #view: DataView
  #texts: Texts
  /** From here on the slab is zero: padding needs no writing. */
  #at = 0
  /**
   * Where the value of the innermost open structure begins; 0: none is open. Until that structure ends, its length field
   * holds where the value of the structure around it begins.
   */
  #open = 0

  /** @param size bytes to begin with; the slab grows by itself */
  constructor(size = 8192) {
    this.#size = size
    this.#slab = new Uint8Array(size)
    this.#view = new DataView(this.#slab.buffer)
    this.#texts = Buffer.from(this.#slab.buffer) as Texts
  }

  /**
   * The bytes written since the last {@link reset}: a view, which that call zeroes and overwrites.
   * @throws {CodecError} when a structure is still open
   */
  finish(): Uint8Array {
    if (this.#open !== 0) throw new CodecError('malformed', 'a structure is still open')
    return new Uint8Array(this.#slab.buffer, 0, this.#at)
  }

  /** Forgets and zeroes what was written: messages hold keys. */
  reset(): void {
    this.#slab.fill(0, 0, this.#at)
    if (this.#slab.length > keptSize) this.#replace(this.#size)
    this.#at = 0
    this.#open = 0
  }

  begin(tag: number): void {
    this.#open = this.#head(tag, structure, this.#open, 0)
  }

  end(): void {
    const start = this.#open
    if (start === 0) throw new CodecError('malformed', 'there is no structure to end')
    this.#open = this.#view.getInt32(start - 4)
    this.#view.setInt32(start - 4, this.#at - start)
  }

  undo(): void {
    const start = this.#open
    if (start === 0) throw new CodecError('malformed', 'there is no structure to take back')
    this.#open = this.#view.getInt32(start - 4)
    this.#slab.fill(0, start - 8, this.#at)
    this.#at = start - 8
  }

  integer(tag: number, value: number): void {
    checkInteger(value)
    this.#word(tag, integer, value)
  }

  longInteger(tag: number, value: bigint): void {
    this.#long(tag, 'LongInteger', value)
  }

  bigInteger(tag: number, value: bigint): void {
    this.#string(tag, bigInteger, Buffer.from(bigIntegerToHex(value), 'hex'))
  }

  enumeration(tag: number, name: string, of: EnumerationNames): void {
    const value = of.codeOf(name)
    if (value === undefined) throw new CodecError('field', `${of.title} has no value ${name}`)
    this.#word(tag, enumeration, value)
  }

  mask(tag: number, names: readonly string[], of: MaskNames): void {
    const bits = of.bitsOf(names)
    if (bits === undefined) throw new CodecError('field', `${of.title} does not have all of ${names.join(' ')}`)
    this.#word(tag, integer, bits)
  }

  boolean(tag: number, value: boolean): void {
    const at = this.#head(tag, boolean, 8, 8)
    this.#view.setInt32(at + 4, value ? 1 : 0)
  }

  text(tag: number, value: string, prefix = ''): void {
    const at = this.#at + 8
    this.#makeRoom(16 + 3 * (prefix.length + value.length))
    const begun = prefix === '' ? at : this.#utf8(prefix, at)
    const end = this.#utf8(value, begun)
    this.#head(tag, textString, end - at, (end - at + 7) & ~7)
  }

  known(tag: number, { length, words }: KnownText): void {
    let at = this.#head(tag, textString, length, 4 * words.length)
    for (let i = 0; i < words.length; i++, at += 4) this.#view.setInt32(at, words[i] as number)
  }

  bytes(tag: number, value: Uint8Array): void {
    this.#string(tag, byteString, value)
  }

  /** Parts of a second are dropped. */
  dateTime(tag: number, value: Date): void {
    const seconds = toSeconds(value)
    const at = this.#head(tag, dateTime, 8, 8)
    this.#view.setInt32(at, Math.floor(seconds / 0x1_0000_0000))
    this.#view.setInt32(at + 4, seconds)
  }

  interval(tag: number, value: number): void {
    checkInterval(value)
    this.#word(tag, interval, value)
  }

  dateTimeExtended(tag: number, value: bigint): void {
    this.#long(tag, 'DateTimeExtended', value)
  }

  item(item: Item, tag: number = item.tag): void {
    writeItem(this, item, tag)
  }

  /** A value of four bytes, padded. */
  #word(tag: number, type: number, value: number): void {
    const at = this.#head(tag, type, 4, 8)
    this.#view.setInt32(at, value)
  }

  #long(tag: number, type: 'LongInteger' | 'DateTimeExtended', value: bigint): void {
    checkLongInteger(value, type)
    const at = this.#head(tag, ItemType[type], 8, 8)
    this.#view.setBigInt64(at, value)
  }

  #string(tag: number, type: number, value: Uint8Array): void {
    const { length } = value
    const at = this.#head(tag, type, length, (length + 7) & ~7)
    const slab = this.#slab
    if (length > 16) slab.set(value, at)
    else for (let i = 0; i < length; i++) slab[at + i] = value[i]!
  }

  /** Writes tag, type and length and makes room for `size` bytes of value and padding; returns where they begin. */
  #head(tag: number, type: number, length: number, size: number): number {
    const at = this.#at
    this.#makeRoom(8 + size)
    this.#view.setInt32(at, (tag << 8) | type)
    this.#view.setInt32(at + 4, length)
    this.#at = at + 8 + size
    return at + 8
  }

  /** Writes text at `at`, where there is room for it; returns its end. */
  #utf8(value: string, at: number): number {
    const { length } = value
    const slab = this.#slab
    let i = 0
    if (length <= shortText)
      for (; i < length; i++) {
        const code = value.charCodeAt(i)
        if (code > 0x7f) break
        slab[at + i] = code
      }
    const written = i === length ? length : this.#texts.utf8Write(value, at, 3 * length)
    // As many bytes as characters: all is ASCII.
    if (written !== length && !value.isWellFormed()) {
      slab.fill(0, this.#at, at + written)
      throw new CodecError('field', 'Text String has half a surrogate pair')
    }
    return at + written
  }

  #makeRoom(size: number): void {
    if (this.#at + size > this.#slab.length) this.#grow(this.#at + size)
  }

  #grow(needed: number): void {
    if (needed > 0x7fff_ffff) throw new CodecError('field', 'the message is larger than 2 GiB')
    const old = this.#slab
    this.#replace(Math.max(needed, old.length * 2))
    this.#slab.set(old.subarray(0, this.#at))
    old.fill(0, 0, this.#at)
  }

  #replace(size: number): void {
    this.#slab = new Uint8Array(size)
    this.#view = new DataView(this.#slab.buffer)
    this.#texts = Buffer.from(this.#slab.buffer) as Texts
  }
}
