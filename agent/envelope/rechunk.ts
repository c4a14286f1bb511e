import { releaseMemory } from '../../durable/release-memory.ts'
import type { ByteSource } from '../../durable/write-in-batches.ts'

/** The bytes of a chunk, in the parts in which they arrived. */
export interface Chunk {
  readonly parts: readonly Uint8Array[]
  readonly isLast: boolean
}

/** Above this, joining the parts is cheaper: each costs as much as some thousand bytes. */
const maximumParts = 8

const joinIfMany = (parts: readonly Uint8Array[]): readonly Uint8Array[] =>
  parts.length > maximumParts ? [Buffer.concat(parts)] : parts

/**
 * Cuts a stream into chunks of `size` bytes. The last one may be shorter; it is empty only when the stream is. Large pieces are
 * not copied. A chunk is valid until the next one is requested.
 *
 * @param consumes releases the memory of the pieces: the caller must not use them again
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
