import { bigIntegerToHex } from './big-integer.ts'
import { CodecError } from './error.ts'
import type { Item, ItemType } from './item.ts'
import type { KnownText } from './known-texts.ts'
import type { Spelled } from './parse-spelled.ts'
import { checkInteger, checkInterval, checkLongInteger, toSeconds } from './range.ts'
import type { EnumerationNames, MaskNames } from './reader.ts'
import { unnamed } from './unnamed.ts'
import { writeItem } from './write-item.ts'
import type { Writer } from './writer.ts'

/** Where XML and JSON spell a value differently. */
export interface Spelling {
  readonly maskSeparator: string
  readonly bigIntegerPrefix: string
  longInteger(value: bigint): Spelled
}

/** `0x` and 16 digits, two's complement. */
export const formatHex64 = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16).padStart(16, '0')}`

/** The second in ISO 8601 without its zone; `undefined` when the year has not four digits. */
const formatSecond = (seconds: number): string | undefined => {
  const text = new Date(seconds * 1000).toISOString()
  return /^\d{4}-/.test(text) ? text.slice(0, 19) : undefined
}

/** The writer of an encoding whose values are {@link Spelled}: it turns values into those, the encoding puts them into place. */
export abstract class SpellingWriter implements Writer {
  readonly #spelling: Spelling

  constructor(spelling: Spelling) {
    this.#spelling = spelling
  }

  abstract begin(tag: number): void
  abstract end(): void
  abstract undo(): void
  protected abstract put(tag: number, type: ItemType, value: Spelled): void

  integer(tag: number, value: number): void {
    checkInteger(value)
    this.put(tag, 'Integer', value)
  }

  longInteger(tag: number, value: bigint): void {
    checkLongInteger(value, 'LongInteger')
    this.put(tag, 'LongInteger', this.#spelling.longInteger(value))
  }

  bigInteger(tag: number, value: bigint): void {
    this.put(tag, 'BigInteger', this.#spelling.bigIntegerPrefix + bigIntegerToHex(value))
  }

  enumeration(tag: number, name: string, of: EnumerationNames): void {
    const code = of.codeOf(name)
    if (code !== undefined) this.put(tag, 'Enumeration', of.nameOf(code))
    else if (of === unnamed && /^\w+$/.test(name)) this.put(tag, 'Enumeration', name)
    else throw new CodecError('field', `${of.title} has no value ${name}`)
  }

  mask(tag: number, names: readonly string[], of: MaskNames): void {
    const bits = of.bitsOf(names)
    if (bits === undefined) throw new CodecError('field', `${of.title} does not have all of ${names.join(' ')}`)
    this.put(tag, 'Integer', bits === 0 ? 0 : of.namesOf(bits).join(this.#spelling.maskSeparator))
  }

  boolean(tag: number, value: boolean): void {
    this.put(tag, 'Boolean', value)
  }

  text(tag: number, value: string, prefix = ''): void {
    const text = prefix + value
    if (!text.isWellFormed()) throw new CodecError('field', 'Text String has half a surrogate pair')
    this.put(tag, 'TextString', text)
  }

  known(tag: number, { text }: KnownText): void {
    this.put(tag, 'TextString', text)
  }

  bytes(tag: number, value: Uint8Array): void {
    this.put(tag, 'ByteString', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex'))
  }

  /** Parts of a second are dropped; years that have not four digits are written in hexadecimal. */
  dateTime(tag: number, value: Date): void {
    const seconds = toSeconds(value)
    const text = formatSecond(seconds)
    this.put(tag, 'DateTime', text === undefined ? formatHex64(BigInt(seconds)) : `${text}+00:00`)
  }

  interval(tag: number, value: number): void {
    checkInterval(value)
    this.put(tag, 'Interval', value)
  }

  dateTimeExtended(tag: number, value: bigint): void {
    checkLongInteger(value, 'DateTimeExtended')
    const microseconds = ((value % 1_000_000n) + 1_000_000n) % 1_000_000n
    const seconds = Number((value - microseconds) / 1_000_000n)
    const text = Math.abs(seconds) > 1e12 ? undefined : formatSecond(seconds)
    const fraction = `${microseconds}`.padStart(6, '0')
    this.put(tag, 'DateTimeExtended', text === undefined ? formatHex64(value) : `${text}.${fraction}+00:00`)
  }

  item(item: Item, tag: number = item.tag): void {
    writeItem(this, item, tag)
  }
}
