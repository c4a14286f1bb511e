import {
  Set as Asn1Set,
  type BaseBlock,
  BitString,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
} from 'asn1js'
import { DerError } from './der-error.ts'

/** A DER value under construction. Its functions have the names of ASN.1: a value is written as its standard defines it. */
export type Der = BaseBlock

export const sequence = (...value: Der[]): Der => new Sequence({ value })

export const set = (...value: Der[]): Der => new Asn1Set({ value })

export const integer = (value: bigint): Der => Integer.fromBigInt(value)

export const objectIdentifier = (value: string): Der => new ObjectIdentifier({ value })

export const octetString = (content: Uint8Array): Der => new OctetString({ valueHex: content })

export const bitString = (content: Uint8Array, unusedBits = 0): Der => new BitString({ valueHex: content, unusedBits })

/** `[number] EXPLICIT`. */
export const explicit = (tagNumber: number, value: Der): Der =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [value] })

/** `[number] IMPLICIT` over a primitive type. */
export const implicit = (tagNumber: number, content: Uint8Array): Der =>
  new Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: content })

/** UTCTime to 2049, GeneralizedTime from 2050, both to the second (RFC 5280 §4.1.2.5). @throws {RangeError} */
export const time = (date: Date): Der => {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`
  const year = date.getUTCFullYear()
  if (year < 1950 || year > 9999) throw new RangeError(`no certificate can carry the year ${year}`)
  const [tagNumber, text] = year < 2050 ? [23, digits.slice(2)] : [24, digits]
  return new Primitive({ idBlock: { tagClass: 1, tagNumber }, valueHex: Buffer.from(text, 'latin1') })
}

/**
 * DER made elsewhere, taken over byte for byte: a name has to be repeated exactly as its owner spelt it.
 *
 * @throws {DerError} when the bytes are not a single value, or would be written in other bytes
 */
export const verbatim = (der: Uint8Array): Der => {
  const { offset, result } = fromBER(der)
  if (offset !== der.length) throw new DerError(`no DER: ${result.error || 'bytes are left over'}`)
  if (!encodeDer(result).equals(der)) throw new DerError('a value that cannot be repeated byte for byte')
  return result
}

export const encodeDer = (value: Der): Buffer => Buffer.from(value.toBER())
