import type { Random } from '../generation/generate-symmetric-key.ts'

/** Padding Methods that can be removed reliably. `Zeros` is ambiguous, and implementations of `SSL3` differ. */
export type BlockPadding = 'None' | 'PKCS5' | 'ANSIX9_23' | 'ISO10126'

export const isBlockPadding = (paddingMethod: string): paddingMethod is BlockPadding =>
  paddingMethod === 'None' || paddingMethod === 'PKCS5' || paddingMethod === 'ANSIX9_23' || paddingMethod === 'ISO10126'

/**
 * Pads data to a multiple of `block` bytes. PKCS5 is the padding of RFC 5652 §6.3. ANSI X9.23 fills with zeros and ISO
 * 10126 with random bytes; the last byte counts the padding.
 */
export function pad(data: Uint8Array, block: number, padding: BlockPadding, random: Random, before = 0): Uint8Array {
  if (padding === 'None') return data
  const count = block - ((before + data.length) % block)
  const padded = new Uint8Array(data.length + count)
  padded.set(data)
  if (padding === 'PKCS5') padded.fill(count, data.length)
  if (padding === 'ISO10126') padded.set(random(count - 1), data.length)
  padded[padded.length - 1] = count
  return padded
}

/**
 * Removes the padding. Returns `undefined` for invalid padding. It reads every byte of the last block, so that the time
 * reveals nothing. `padded` is a multiple of `block` bytes.
 */
export function unpad(padded: Uint8Array, block: number, padding: BlockPadding): Uint8Array | undefined {
  if (padding === 'None') return padded
  if (padded.length < block) return undefined
  const count = padded[padded.length - 1]!
  // `>> 31` is -1 for negative numbers and 0 for the others.
  let bad = ((count - 1) >> 31) | ((block - count) >> 31)
  for (let i = 1; i <= block; i++) {
    const inPadding = (i - count - 1) >> 31
    const expected = padding === 'PKCS5' ? count : i === 1 ? count : 0
    if (padding !== 'ISO10126') bad |= inPadding & (padded[padded.length - i]! ^ expected)
  }
  return bad === 0 ? padded.subarray(0, padded.length - count) : undefined
}
