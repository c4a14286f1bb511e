import { releaseMemory } from './release-memory.ts'

/** Bytes in pieces; `[bytes]` where all are in memory. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Bytes collected before a write, to save system calls for small pieces. */
const batchSize = 256 * 1024

/**
 * Writes a stream in batches, one at a time, and collects the next batch meanwhile.
 * @throws what the stream or `write` throws; no write is in flight then
 */
export const writeInBatches = async (
  source: ByteSource,
  write: (pieces: readonly Uint8Array[]) => Promise<void>,
): Promise<void> => {
  let inFlight: Promise<void> = Promise.resolve()
  let batch: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of source) {
      batch.push(piece)
      size += piece.length
      if (size < batchSize) continue
      await inFlight
      inFlight = write(batch)
      inFlight.catch(() => undefined)
      batch = []
      size = 0
    }
    await inFlight
    if (size > 0) await write(batch)
  } finally {
    await inFlight.catch(() => undefined)
  }
}

/** Writes all pieces with calls that may each write only a part. The pieces are unusable afterwards. */
export const writeWholly = async (
  writev: (pieces: Uint8Array[]) => Promise<{ readonly bytesWritten: number }>,
  pieces: readonly Uint8Array[],
): Promise<void> => {
  for (let left = pieces.filter(({ length }) => length > 0); left.length > 0; ) {
    const { bytesWritten } = await writev(left)
    left = skipBytes(left, bytesWritten)
  }
  releaseMemory(pieces)
}

const skipBytes = (pieces: readonly Uint8Array[], size: number): Uint8Array[] => {
  let [at, over] = [0, size]
  for (; at < pieces.length; at++) {
    const { length } = pieces[at] as Uint8Array
    if (over < length) break
    over -= length
  }
  return pieces.slice(at).map((piece, i) => (i === 0 ? piece.subarray(over) : piece))
}
