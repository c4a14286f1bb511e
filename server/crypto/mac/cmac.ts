import { createCipheriv, type KeyObject } from 'node:crypto'
import { noBytes, type StreamedOperation } from '../streamed-operation.ts'

/** Lowest byte of R_b by block size (NIST SP 800-38B §5.3). */
const reduction: Readonly<Record<number, number>> = { 8: 0x1b, 16: 0x87 }

/** Doubles the block in GF(2^b), without a branch on its bits. */
const doubleBlock = (block: Uint8Array): Uint8Array => {
  const twice = block.map((byte, at) => (byte << 1) | ((block[at + 1] ?? 0) >> 7))
  const carry = -((block[0] as number) >> 7)
  const last = block.length - 1
  twice[last] = (twice[last] as number) ^ (carry & (reduction[block.length] as number))
  return twice
}

/**
 * CMAC over a block cipher: `cipher` is its CBC mode in node:crypto, `block` its block size, 8 or 16 bytes. NIST SP
 * 800-38B §6.2.
 */
export function createCmac(cipher: string, block: number, key: KeyObject): StreamedOperation<Uint8Array> {
  const zero = new Uint8Array(block)
  const startCipher = () => createCipheriv(cipher, key, zero).setAutoPadding(false)
  const chain = startCipher()
  let rest: Uint8Array = noBytes
  return {
    bufferedBytes: 0,
    update(data) {
      if (data.length === 0) return noBytes
      // The last block gets a mask, so it waits for the end.
      const all = Buffer.concat([rest, data])
      const end = Math.floor((all.length - 1) / block) * block
      if (end > 0) chain.update(all.subarray(0, end))
      rest = Uint8Array.from(all.subarray(end))
      return noBytes
    },
    final() {
      const whole = rest.length === block
      const once = doubleBlock(startCipher().update(zero))
      const mask = whole ? once : doubleBlock(once)
      const last = new Uint8Array(block)
      last.set(rest)
      if (!whole) last[rest.length] = 0x80
      return chain.update(last.map((byte, at) => byte ^ (mask[at] as number)))
    },
  }
}
