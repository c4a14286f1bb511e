import { releaseAll } from './release.ts'

/** Bytes that are gathered before they are written: small pieces cost a call to the system each. */
const batchSize = 256 * 1024

/**
 * Hands a stream on in batches, each once the one before it is written; meanwhile the next one is gathered.
 * @throws what the stream or `write` throws; nothing is being written any more then
 */
export const writeInBatches = async (
  source: AsyncIterable<Uint8Array>,
  write: (pieces: readonly Uint8Array[]) => Promise<void>,
): Promise<void> => {
  let underWay: Promise<void> = Promise.resolve()
  let batch: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of source) {
      batch.push(piece)
      size += piece.length
      if (size < batchSize) continue
      await underWay
      underWay = write(batch)
      underWay.catch(() => undefined)
      batch = []
      size = 0
    }
    await underWay
    if (size > 0) await write(batch)
  } finally {
    await underWay.catch(() => undefined)
  }
}

/** Writes all of the pieces through calls that may each take less than they are given. The pieces are of no use afterwards. */
export const writeWholly = async (
  writev: (pieces: Uint8Array[]) => Promise<{ readonly bytesWritten: number }>,
  pieces: readonly Uint8Array[],
): Promise<void> => {
  for (let left = pieces.filter(({ length }) => length > 0); left.length > 0; ) {
    const { bytesWritten } = await writev(left)
    left = behind(left, bytesWritten)
  }
  releaseAll(pieces)
}

const behind = (pieces: readonly Uint8Array[], size: number): Uint8Array[] => {
  let [at, over] = [0, size]
  for (; at < pieces.length; at++) {
    const { length } = pieces[at] as Uint8Array
    if (over < length) break
    over -= length
  }
  return pieces.slice(at).map((piece, i) => (i === 0 ? piece.subarray(over) : piece))
}
