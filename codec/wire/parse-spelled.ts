import { hexToBigInteger } from './big-integer.ts'
import { CodecError } from './error.ts'
import type { ItemType } from './item.ts'
import { toDate } from './range.ts'
import type { EnumerationNames, MaskNames } from './reader.ts'
import { unnamed } from './unnamed.ts'

/**
 * Values as the XML and JSON encodings spell them (KMIP Profiles 2.1 §5.4.1, §5.5.1): XML has strings only, JSON also
 * numbers and Booleans. Both accept what the other one writes. No fault repeats the value: it may be a secret.
 */
export type Spelled = string | number | boolean

const createSpellingError = (type: ItemType): CodecError => new CodecError('field', `the value is not a valid ${type}`)

const decimal = /^[+-]?[0-9]{1,20}$/
const hexadecimal = /^0x[0-9a-f]+$/i

/** A whole number of at most `digits` hexadecimal digits, as its two's complement when all of them are there. */
const parseWholeNumber = (value: Spelled, type: ItemType, digits: 8 | 16): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'string') {
    if (decimal.test(value)) return BigInt(value)
    if (hexadecimal.test(value) && value.length <= digits + 2) return BigInt.asIntN(digits * 4, BigInt(value))
  }
  throw createSpellingError(type)
}

/** A number of 32 bits without sign. */
const parseUnsigned = (value: Spelled, type: 'Enumeration' | 'Interval'): number => {
  const signed = Number(parseWholeNumber(value, type, 8))
  const number = typeof value === 'string' && hexadecimal.test(value) ? signed >>> 0 : signed
  if (number >>> 0 !== number) throw createSpellingError(type)
  return number
}

export const parseInteger = (value: Spelled): number => {
  const number = Number(parseWholeNumber(value, 'Integer', 8))
  if ((number | 0) !== number) throw createSpellingError('Integer')
  return number
}

export const parseLongInteger = (value: Spelled, type: 'LongInteger' | 'DateTimeExtended' = 'LongInteger'): bigint => {
  const number = parseWholeNumber(value, type, 16)
  if (BigInt.asIntN(64, number) !== number) throw createSpellingError(type)
  return number
}

/** Hexadecimal, with or without `0x`, a multiple of 8 bytes; in JSON also a number. */
export const parseBigInteger = (value: Spelled): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  const digits = typeof value === 'string' ? /^(?:0x)?([0-9a-f]+)$/i.exec(value)?.[1] : undefined
  if (digits === undefined || digits.length % 16 !== 0) throw createSpellingError('BigInteger')
  return hexToBigInteger(digits)
}

/** A name, `0x…` or a number. Of an enumeration that is not known, names are kept as they are. */
export const parseEnumeration = (value: Spelled, of: EnumerationNames): string => {
  if (typeof value === 'string' && !decimal.test(value) && !hexadecimal.test(value)) {
    if (of === unnamed) return value
    const code = of.codeOf(value)
    if (code === undefined) throw new CodecError('field', `${of.title} does not have the value that is named`)
    return of.nameOf(code)
  }
  return of.nameOf(parseUnsigned(value, 'Enumeration'))
}

/** Names or `0x…`, separated by white space or `|`; or a number. */
export const parseMask = (value: Spelled, of: MaskNames): string[] => {
  if (typeof value !== 'string' || decimal.test(value)) return of.namesOf(parseInteger(value))
  const bits = of.bitsOf(value.split(/[\s|]+/).filter((name) => name !== ''))
  if (bits === undefined) throw new CodecError('field', `${of.title} does not have all of the values that are named`)
  return of.namesOf(bits)
}

export const parseBoolean = (value: Spelled): boolean => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === '1' || value === '0x0000000000000001') return true
  if (value === 'false' || value === '0' || value === '0x0000000000000000') return false
  throw createSpellingError('Boolean')
}

export const parseText = (value: Spelled): string => {
  if (typeof value !== 'string' || !value.isWellFormed()) throw createSpellingError('TextString')
  return value
}

export const parseBytes = (value: Spelled): Uint8Array => {
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(value))
    throw createSpellingError('ByteString')
  const bytes = new Uint8Array(value.length / 2)
  Buffer.from(bytes.buffer).write(value, 'hex')
  return bytes
}

export const parseInterval = (value: Spelled): number => parseUnsigned(value, 'Interval')

const isoDate = /^(\d{4}-\d\d-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/

/** Milliseconds of the whole second, and the digits behind it; a date without zone is UTC. */
const parseIsoDate = (value: string, type: ItemType): { milliseconds: number; fraction: string } => {
  const [, local, day, fraction = '', zone = 'Z'] = isoDate.exec(value) ?? []
  const asUtc = new Date(`${local}Z`)
  const milliseconds = Date.parse(`${local}${zone.replace(/(\d\d):?(\d\d)$/, '$1:$2')}`)
  if (Number.isNaN(milliseconds) || asUtc.getUTCDate() !== Number(day)) throw createSpellingError(type)
  return { milliseconds, fraction }
}

/** ISO 8601, parts of a second dropped; or `0x…`, seconds since 1970. */
export const parseDateTime = (value: Spelled): Date => {
  if (typeof value !== 'string') throw createSpellingError('DateTime')
  if (hexadecimal.test(value)) return toDate(Number(parseWholeNumber(value, 'DateTime', 16)))
  return new Date(parseIsoDate(value, 'DateTime').milliseconds)
}

/** ISO 8601; or a number, microseconds since 1970. */
export const parseDateTimeExtended = (value: Spelled): bigint => {
  if (typeof value !== 'string' || !value.includes('T')) return parseLongInteger(value, 'DateTimeExtended')
  const { milliseconds, fraction } = parseIsoDate(value, 'DateTimeExtended')
  return BigInt(milliseconds) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
}
