import { KeyFormatError } from './key-format-error.ts'

/** Big-endian bytes → number, read as unsigned. */
export const fromBytes = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`)

/** A number ≥ 0 → big-endian bytes, without leading zeros or with as many as fill `length`. */
export function toBytes(value: bigint, length = 0): Uint8Array {
  const hex = value.toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(Math.max(length * 2, hex.length + (hex.length % 2)), '0'), 'hex'))
}

export const bitLength = (value: bigint): number => value.toString(2).length

/** A field of a transparent key that has to be there and above zero. */
export function requirePositive(value: bigint | undefined, field: string): bigint {
  if (value === undefined) throw new KeyFormatError('InvalidField', `The key has no ${field}.`)
  if (value <= 0n) throw new KeyFormatError('InvalidField', `The ${field} of the key must be above zero.`)
  return value
}

/** The root of a square ≥ 0; `undefined` when the number is none. Newton's method. */
export function squareRoot(square: bigint): bigint | undefined {
  if (square < 2n) return square
  let root = 1n << BigInt(Math.ceil(bitLength(square) / 2))
  for (;;) {
    const next = (root + square / root) / 2n
    if (next >= root) return root * root === square ? root : undefined
    root = next
  }
}

export function gcd(a: bigint, b: bigint): bigint {
  let x = a
  let y = b
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** The inverse of a mod m; `undefined` when there is none. */
export function modInverse(a: bigint, m: bigint): bigint | undefined {
  let [r0, r1] = [m, ((a % m) + m) % m]
  let [t0, t1] = [0n, 1n]
  while (r1 !== 0n) {
    const quotient = r0 / r1
    ;[r0, r1] = [r1, r0 - quotient * r1]
    ;[t0, t1] = [t1, t0 - quotient * t1]
  }
  return r0 === 1n ? ((t0 % m) + m) % m : undefined
}
