import { CodecError } from './error.ts'

/** The checks of every writer. */

const createRangeError = (type: string): CodecError => new CodecError('field', `${type} is out of range`)

/** @throws {CodecError} when the value is no signed integer of 32 bits */
export const checkInteger = (value: number): void => {
  if ((value | 0) !== value) throw createRangeError('Integer')
}

/** @throws {CodecError} when the value is no unsigned integer of 32 bits */
export const checkInterval = (value: number): void => {
  if (value >>> 0 !== value) throw createRangeError('Interval')
}

/** @throws {CodecError} when the value is no signed integer of 64 bits */
export const checkLongInteger = (value: bigint, type: 'LongInteger' | 'DateTimeExtended'): void => {
  if (BigInt.asIntN(64, value) !== value) throw createRangeError(type)
}

/** Whole seconds since 1970. @throws {CodecError} when the date is invalid */
export const toSeconds = (value: Date): number => {
  const seconds = Math.floor(value.getTime() / 1000)
  if (Number.isNaN(seconds)) throw createRangeError('DateTime')
  return seconds
}

/** The largest Date: ±100,000,000 days around 1970 (ECMA-262 §21.4.1.1), in seconds. */
const farthestDate = 8_640_000_000_000

/** @throws {CodecError} when a Date cannot hold these seconds since 1970 */
export const toDate = (seconds: number): Date => {
  if (Math.abs(seconds) > farthestDate) throw createRangeError('DateTime')
  return new Date(seconds * 1000)
}
