import { bigIntegerToHex } from '../wire/big-integer.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { ItemType } from '../wire/item.ts'
import type { EnumerationNames, MaskNames } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'

const outOfRange = (type: string): CodecError => new CodecError('field', `${type} is out of range`)

/** A slab that grew beyond this is let go at the next {@link TtlvWriter.reset}. */
const keptSize = 256 * 1024

/**
 * Writes items in the TTLV encoding (KMIP 1.4 §9.1) into a slab that is kept for the next message.
 * After an error: {@link reset}, then write the next message.
 */
export class TtlvWriter implements Writer {
  #slab: Buffer
  #at = 0
  /** Where the values of the open structures begin. */
  #open: number[] = []

  /** @param size bytes to begin with; the slab grows by itself */
  constructor(size = 8192) {
    this.#slab = Buffer.alloc(size)
  }

  /**
   * What was written since the last {@link reset}: a view that is overwritten, and first zeroed, by that call.
   * @throws {CodecError} when a structure is still open
   */
  finish(): Uint8Array {
    if (this.#open.length > 0) throw new CodecError('malformed', `${this.#open.length} structures are still open`)
    return this.#slab.subarray(0, this.#at)
  }

  /** Forgets and zeroes what was written: messages hold keys. */
  reset(): void {
    this.#slab.fill(0, 0, this.#at)
    if (this.#slab.length > keptSize) this.#slab = Buffer.alloc(8192)
    this.#at = 0
    this.#open.length = 0
  }

  begin(tag: number): void {
    this.#head(tag, ItemType.Structure, 0, 0)
    this.#open.push(this.#at)
  }

  end(): void {
    const start = this.#open.pop()
    if (start === undefined) throw new CodecError('malformed', 'there is no structure to end')
    this.#int32(start - 4, this.#at - start)
  }

  integer(tag: number, value: number): void {
    if ((value | 0) !== value) throw outOfRange('Integer')
    this.#word(tag, ItemType.Integer, value)
  }

  longInteger(tag: number, value: bigint): void {
    this.#long(tag, ItemType.LongInteger, value)
  }

  bigInteger(tag: number, value: bigint): void {
    const hex = bigIntegerToHex(value)
    const length = hex.length / 2
    const at = this.#head(tag, ItemType.BigInteger, length, length)
    this.#slab.write(hex, at, length, 'hex')
  }

  enumeration(tag: number, name: string, of: EnumerationNames): void {
    const value = of.valueOf(name)
    if (value === undefined) throw new CodecError('field', `${of.title} has no value ${name}`)
    this.#word(tag, ItemType.Enumeration, value)
  }

  mask(tag: number, names: readonly string[], of: MaskNames): void {
    const bits = of.bitsOf(names)
    if (bits === undefined) throw new CodecError('field', `${of.title} does not have all of ${names.join(' ')}`)
    this.#word(tag, ItemType.Integer, bits)
  }

  boolean(tag: number, value: boolean): void {
    const at = this.#head(tag, ItemType.Boolean, 8, 8)
    this.#int32(at, 0)
    this.#int32(at + 4, value ? 1 : 0)
  }

  text(tag: number, value: string): void {
    const { length } = value
    if (length > 64) return this.#longText(tag, value)
    const start = this.#head(tag, ItemType.TextString, length, length + (-length & 7))
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) {
        this.#at = start - 8
        return this.#longText(tag, value)
      }
      this.#slab[start + i] = code
    }
    this.#pad(start + length)
  }

  bytes(tag: number, value: Uint8Array): void {
    const { length } = value
    const at = this.#head(tag, ItemType.ByteString, length, length + (-length & 7))
    if (length > 48) this.#slab.set(value, at)
    else for (let i = 0; i < length; i++) this.#slab[at + i] = value[i]!
    this.#pad(at + length)
  }

  /** Parts of a second are dropped. */
  dateTime(tag: number, value: Date): void {
    const seconds = Math.floor(value.getTime() / 1000)
    if (Number.isNaN(seconds)) throw outOfRange('Date-Time')
    const at = this.#head(tag, ItemType.DateTime, 8, 8)
    this.#int32(at, Math.floor(seconds / 0x1_0000_0000))
    this.#int32(at + 4, seconds % 0x1_0000_0000)
  }

  interval(tag: number, value: number): void {
    if (value >>> 0 !== value) throw outOfRange('Interval')
    this.#word(tag, ItemType.Interval, value)
  }

  dateTimeExtended(tag: number, value: bigint): void {
    this.#long(tag, ItemType.DateTimeExtended, value)
  }

  item(item: Item): void {
    const { tag } = item
    switch (item.type) {
      case 'Structure':
        this.begin(tag)
        for (const inner of item.value) this.item(inner)
        return this.end()
      case 'Integer':
        return this.integer(tag, item.value)
      case 'LongInteger':
        return this.longInteger(tag, item.value)
      case 'BigInteger':
        return this.bigInteger(tag, item.value)
      case 'Enumeration':
        if (!/^0x[0-9a-f]{8}$/i.test(item.value)) throw new CodecError('field', `no number is known for ${item.value}`)
        return this.#word(tag, ItemType.Enumeration, Number(item.value))
      case 'Boolean':
        return this.boolean(tag, item.value)
      case 'TextString':
        return this.text(tag, item.value)
      case 'ByteString':
        return this.bytes(tag, item.value)
      case 'DateTime':
        return this.dateTime(tag, item.value)
      case 'Interval':
        return this.interval(tag, item.value)
      case 'DateTimeExtended':
        return this.dateTimeExtended(tag, item.value)
    }
  }

  /** Text that is long or not ASCII. */
  #longText(tag: number, value: string): void {
    if (!value.isWellFormed()) throw new CodecError('field', 'Text String has half a surrogate pair')
    const length = Buffer.byteLength(value)
    const at = this.#head(tag, ItemType.TextString, length, length + (-length & 7))
    this.#slab.write(value, at, length, 'utf8')
    this.#pad(at + length)
  }

  /** A value of four bytes, padded. */
  #word(tag: number, type: number, value: number): void {
    const at = this.#head(tag, type, 4, 8)
    this.#int32(at, value)
    this.#int32(at + 4, 0)
  }

  #long(tag: number, type: number, value: bigint): void {
    if (BigInt.asIntN(64, value) !== value)
      throw outOfRange(type === ItemType.LongInteger ? 'Long Integer' : 'Date-Time')
    const at = this.#head(tag, type, 8, 8)
    this.#slab.writeBigInt64BE(value, at)
  }

  /** Writes tag, type and length and makes room for `size` bytes of value and padding; returns where they begin. */
  #head(tag: number, type: number, length: number, size: number): number {
    const at = this.#at
    const start = at + 8
    if (start + size > this.#slab.length) this.#grow(start + size)
    this.#int32(at, (tag << 8) | type)
    this.#int32(at + 4, length)
    this.#at = start + size
    return start
  }

  #int32(at: number, value: number): void {
    const slab = this.#slab
    slab[at] = value >>> 24
    slab[at + 1] = value >>> 16
    slab[at + 2] = value >>> 8
    slab[at + 3] = value
  }

  #pad(from: number): void {
    for (let i = from; i < this.#at; i++) this.#slab[i] = 0
  }

  #grow(needed: number): void {
    if (needed > 0x7fff_ffff) throw new CodecError('field', 'the message is larger than 2 GiB')
    const old = this.#slab
    this.#slab = Buffer.alloc(Math.max(needed, old.length * 2))
    old.copy(this.#slab, 0, 0, this.#at)
    old.fill(0, 0, this.#at)
  }
}
