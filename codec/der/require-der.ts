import { DerError } from './der-error.ts'

const maxDepth = 12

/**
 * Refuses what is not DER (X.690 §10, §11): indefinite or padded lengths, trailing bytes, padded integers, strings in
 * pieces. OpenSSL and asn1js read BER, so without this one key could be stored in many spellings with many digests.
 *
 * @returns the identifier octets of the elements directly inside the outer one
 * @throws {DerError}
 */
export function requireDer(bytes: Uint8Array): number[] {
  const tags: number[] = []
  if (readElement(bytes, 0, bytes.length, 0) !== bytes.length) throw createError()
  return tags

  function readElement(from: Uint8Array, start: number, end: number, depth: number): number {
    const tag = from[start]
    const first = from[start + 1]
    if (depth > maxDepth || start + 2 > end || tag === undefined || first === undefined) throw createError()
    if ((tag & 0x1f) === 0x1f) throw createError()
    if (depth === 1) tags.push(tag)
    let at = start + 2
    let length = first
    if (first >= 0x80) {
      const count = first & 0x7f
      if (count === 0 || count > 4 || at + count > end) throw createError()
      length = 0
      for (let i = 0; i < count; i++) length = length * 256 + from[at++]!
      if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw createError()
    }
    if (at + length > end) throw createError()
    if (tag & 0x20) {
      if (tag === 0x23 || tag === 0x24) throw createError()
      const stop = at + length
      while (at < stop) at = readElement(from, at, stop, depth + 1)
      return at
    }
    if (tag === 0x10 || tag === 0x11) throw createError()
    if (tag === 0x02 && !isMinimalInteger(from, at, length)) throw createError()
    if (tag === 0x01 && !(length === 1 && (from[at] === 0x00 || from[at] === 0xff))) throw createError()
    return at + length
  }
}

function isMinimalInteger(from: Uint8Array, at: number, length: number): boolean {
  if (length === 0) return false
  if (length === 1) return true
  const first = from[at]!
  const second = from[at + 1]!
  return !((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))
}

const createError = (): DerError => new DerError('The bytes are not valid DER.')
