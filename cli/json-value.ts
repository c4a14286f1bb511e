import { isSecretKey } from '../codec/index.ts'
import type { Io } from './io.ts'

const hideValue = (value: unknown): string =>
  value instanceof Uint8Array ? `(${value.length} bytes, hidden)` : '(hidden)'

/**
 * Converts a value for JSON: bytes to hexadecimal digits, dates to ISO 8601, whole numbers beyond 2^53 to text. Hides
 * secrets without `reveal`.
 */
export const toJsonValue = (value: unknown, reveal = false): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map((each) => toJsonValue(each, reveal))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, !reveal && isSecretKey(key) ? hideValue(each) : toJsonValue(each, reveal)]),
  )
}

export const printJson = (value: unknown, { stdout }: Io, reveal = false): void => {
  stdout.write(`${JSON.stringify(toJsonValue(value, reveal), null, 2)}\n`)
}
