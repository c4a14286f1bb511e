import { hash as hashOf, timingSafeEqual } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { generateMask, xor } from './generate-mask.ts'

/**
 * Parameters of EME-OAEP (RFC 8017 §7.1). node:crypto uses one hash for label and mask, but KMIP has two (Mask
 * Generator Hashing Algorithm, by default SHA-1). Hashes have their names in node:crypto.
 */
export interface Oaep {
  readonly hash: string
  readonly maskHash: string
  /** P Source. */
  readonly label: Uint8Array
}

/** @throws {CryptoError} `InvalidField` for data that is too long */
export function encodeOaep(
  data: Uint8Array,
  length: number,
  { hash, maskHash, label }: Oaep,
  random: Random,
): Uint8Array {
  const labelHash = hashOf(hash, label, 'buffer')
  const longest = Math.max(length - 2 * labelHash.length - 2, 0)
  if (data.length > longest)
    throw new CryptoError('InvalidField', `This key and hash encrypt at most ${longest} bytes.`)
  const block = new Uint8Array(length - labelHash.length - 1)
  block.set(labelHash)
  block[block.length - data.length - 1] = 1
  block.set(data, block.length - data.length)
  const seed = random(labelHash.length)
  const maskedBlock = xor(block, generateMask(maskHash, seed, block.length))
  const maskedSeed = xor(seed, generateMask(maskHash, maskedBlock, seed.length))
  return Buffer.concat([Uint8Array.of(0), maskedSeed, maskedBlock])
}

/**
 * Decodes the data. Returns `undefined` for all errors. It reads every byte, so that the time reveals nothing (RFC 8017
 * §7.1.2, note).
 */
export function decodeOaep(encoded: Uint8Array, { hash, maskHash, label }: Oaep): Uint8Array | undefined {
  const labelHash = hashOf(hash, label, 'buffer')
  const size = labelHash.length
  if (encoded.length < 2 * size + 2) return undefined
  const maskedBlock = encoded.subarray(1 + size)
  const seed = xor(encoded.subarray(1, 1 + size), generateMask(maskHash, maskedBlock, size))
  const block = xor(maskedBlock, generateMask(maskHash, seed, maskedBlock.length))
  let bad = (encoded[0] as number) | (timingSafeEqual(block.subarray(0, size), labelHash) ? 0 : 1)
  // -1 after the byte 1.
  let found = 0
  let start = 0
  for (let at = size; at < block.length; at++) {
    const byte = block[at] as number
    // -1 for true, 0 for false.
    const isZero = (byte - 1) >> 31
    const isOne = ((byte ^ 1) - 1) >> 31
    bad |= ~found & ~isZero & ~isOne & 1
    start |= ~found & isOne & (at + 1)
    found |= isOne
  }
  bad |= ~found & 1
  return bad === 0 ? block.subarray(start) : undefined
}
