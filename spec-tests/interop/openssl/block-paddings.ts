import { randomBytes } from 'node:crypto'
import { expect } from 'chai'

/** A padding of whole blocks; `openssl enc` knows PKCS #5 only, and is given padded data for the others. */
interface BlockPadding {
  readonly ofOpenssl: boolean
  add(data: Uint8Array, block: number): Uint8Array
  /** @throws Error when it is another padding */
  remove(padded: Uint8Array): Uint8Array
}

/** Bytes that are counted by the last one. */
const createCountedPadding = (
  fill: (count: number) => Uint8Array,
  isFilling: (filling: Uint8Array) => boolean,
): BlockPadding => ({
  ofOpenssl: false,
  add(data, block) {
    const count = block - (data.length % block)
    return Buffer.concat([data, fill(count - 1), Uint8Array.of(count)])
  },
  remove(padded) {
    const count = padded.at(-1) as number
    expect(isFilling(padded.subarray(padded.length - count, -1)), 'the padding').to.equal(true)
    return padded.subarray(0, padded.length - count)
  },
})

const keepData = (data: Uint8Array): Uint8Array => data

export const blockPaddings: Readonly<Record<string, BlockPadding>> = {
  None: { ofOpenssl: false, add: keepData, remove: keepData },
  PKCS5: { ofOpenssl: true, add: keepData, remove: keepData },
  ANSIX9_23: createCountedPadding(
    (count) => new Uint8Array(count),
    (filling) => filling.every((byte) => byte === 0),
  ),
  ISO10126: createCountedPadding(
    (count) => randomBytes(count),
    () => true,
  ),
}
