import { releaseMemory } from '../../durable/release-memory.ts'
import type { ByteSource } from '../../durable/write-in-batches.ts'

/** Bytes of a chunk, in the parts in which they came. */
export interface Chunk {
  readonly parts: readonly Uint8Array[]
  readonly isLast: boolean
}

/** More parts than this are put together: each costs as much as some thousand bytes. */
const maximumParts = 8

const joinIfMany = (parts: readonly Uint8Array[]): readonly Uint8Array[] =>
  parts.length > maximumParts ? [Buffer.concat(parts)] : parts

/**
 * Cuts a stream into chunks of `size` bytes, and says of each whether it is the last one. The last one may be shorter; it is
 * empty only when the stream is. What came in large pieces is not copied. A chunk is of use until the next one is asked for.
 *
 * @param consumes the pieces of the stream are of no use to anybody else: their memory is given back
 */
export async function* rechunk(source: ByteSource, size: number, consumes = false): AsyncGenerator<Chunk> {
  let parts: Uint8Array[] = []
  let length = 0
  let ending: Uint8Array[] = []
  for await (const bytes of source) {
    let at = 0
    // One byte more than a chunk shows that the chunk is not the last.
    while (length + bytes.length - at > size) {
      const end = at + size - length
      if (end > at) parts.push(bytes.subarray(at, end))
      yield { parts: joinIfMany(parts), isLast: false }
      parts = []
      length = 0
      at = end
      if (consumes) releaseMemory(ending)
      ending = []
    }
    if (at === bytes.length) continue
    parts.push(at === 0 ? bytes : bytes.subarray(at))
    length += bytes.length - at
    ending.push(bytes)
  }
  yield { parts: joinIfMany(parts), isLast: true }
}
