import { hash as hashOf } from 'node:crypto'

/**
 * Generates a mask of `length` bytes by MGF1 (RFC 8017 §B.2.1).
 * @param hash - name in node:crypto
 */
export function generateMask(hash: string, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  const counted = new Uint8Array(seed.length + 4)
  counted.set(seed)
  const counter = new DataView(counted.buffer, seed.length)
  for (let made = 0; made < length; ) {
    counter.setUint32(0, blocks.length)
    const block = hashOf(hash, counted, 'buffer')
    blocks.push(block)
    made += block.length
  }
  return Buffer.concat(blocks).subarray(0, length)
}

export const xor = (one: Uint8Array, other: Uint8Array): Uint8Array =>
  one.map((byte, at) => byte ^ (other[at] as number))
