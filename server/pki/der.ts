import type { BaseBlock } from 'asn1js'
import {
  Set as Asn1Set,
  BitString,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
} from 'asn1js'

/** A DER value under construction. */
export type Der = BaseBlock

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

export const sequence = (...value: Der[]): Der => new Sequence({ value })

export const set = (...value: Der[]): Der => new Asn1Set({ value })

/** An unsigned big-endian magnitude as a positive INTEGER. */
export const unsigned = (magnitude: Uint8Array): Der =>
  Integer.fromBigInt(BigInt(`0x${Buffer.from(magnitude).toString('hex')}`))

export const octets = (content: Uint8Array): Der => new OctetString({ valueHex: content })

export const bits = (content: Uint8Array, unusedBits = 0): Der => new BitString({ valueHex: content, unusedBits })

/** `[number] EXPLICIT`. */
export const explicit = (tagNumber: number, value: Der): Der =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [value] })

/** `[number] IMPLICIT` over a primitive type. */
export const implicit = (tagNumber: number, content: Uint8Array): Der =>
  new Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: content })

/** UTCTime to 2049, GeneralizedTime from 2050, both to the second (RFC 5280 §4.1.2.5). */
export function time(date: Date): Der {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`
  const year = date.getUTCFullYear()
  if (year < 1950 || year > 9999) throw new RangeError(`no certificate can carry the year ${year}`)
  return year < 2050
    ? new Primitive({ idBlock: { tagClass: 1, tagNumber: 23 }, valueHex: bytes(digits.slice(2)) })
    : new Primitive({ idBlock: { tagClass: 1, tagNumber: 24 }, valueHex: bytes(digits) })
}

/**
 * DER made elsewhere, taken over byte for byte: a name has to be repeated exactly as its owner spelt it.
 *
 * @throws Error when the bytes are no single value, or would not come out as they went in
 */
export function verbatim(der: Uint8Array): Der {
  const { offset, result } = fromBER(der)
  if (offset !== der.length) throw new Error(`no DER: ${result.error || 'bytes are left over'}`)
  if (!encode(result).equals(der)) throw new Error('a value that cannot be repeated byte for byte')
  return result
}

export const encode = (value: Der): Buffer => Buffer.from(value.toBER())

/** The children of a constructed DER value, each as its bytes. */
export function children(der: Uint8Array): Uint8Array[] {
  const { offset, result } = fromBER(der)
  if (offset !== der.length) throw new Error(`no DER: ${result.error || 'bytes are left over'}`)
  if (!(result instanceof Constructed)) throw new Error('no constructed DER value')
  const inside = result.valueBlock.value.map((block) => block.valueBeforeDecodeView)
  // The parser reads on beyond a length that is too short, and takes lengths that are left open.
  const { length } = content(der)
  if (result.lenBlock.length !== length || inside.reduce((sum, each) => sum + each.length, 0) !== length)
    throw new Error('no DER: a length is wrong')
  return inside
}

/** What a DER value holds: the bytes behind its tag and its length. */
export function content(der: Uint8Array): Uint8Array {
  const length = der[1] ?? 0
  return der.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f))
}

/** The dotted form of an OBJECT IDENTIFIER. */
export function objectIdentifier(der: Uint8Array): string {
  const { result } = fromBER(der)
  if (!(result instanceof ObjectIdentifier)) throw new Error('no object identifier')
  return result.valueBlock.toString()
}

/** The text of any of the string types of a name. */
export function textOf(der: Uint8Array): string {
  const { result } = fromBER(der)
  const value: unknown = 'getValue' in result && typeof result.getValue === 'function' ? result.getValue() : undefined
  if (typeof value !== 'string') throw new Error('no text')
  return value
}
