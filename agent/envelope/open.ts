import { chunkCipher, chunkSize, tagSize } from './chunk-cipher.ts'
import { EnvelopeError } from './envelope-error.ts'
import { decodeHeader, type EnvelopeHeader } from './header.ts'
import { rechunk } from './rechunk.ts'

export interface OpenOptions {
  /** The data key, 32 bytes, of a wrapped one. */
  readonly unwrap: (wrappedKey: Uint8Array) => Promise<Uint8Array>
  /** What the data is for, as it was said when it was sealed. */
  readonly context?: string
  /** The pieces of the source are of no use to anybody else: their memory is given back. */
  readonly consumes?: boolean
}

/** A header, and what of the stream comes behind it. */
export interface Opened {
  readonly header: EnvelopeHeader
  readonly rest: AsyncGenerator<Uint8Array>
}

async function* behind(first: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const { done, value } = await iterator.next()
      if (done) return
      yield value
    }
  } finally {
    await iterator.return?.()
  }
}

/**
 * Reads the header of an envelope.
 * @throws EnvelopeError when it is none, or is cut off
 */
export const readHeader = async (source: AsyncIterable<Uint8Array>): Promise<Opened> => {
  const iterator = source[Symbol.asyncIterator]()
  let bytes: Buffer = Buffer.alloc(0)
  for (;;) {
    const found = decodeHeader(bytes)
    if (found) return { header: found.header, rest: behind(bytes.subarray(found.size), iterator) }
    const { done, value } = await iterator.next()
    if (done)
      throw new EnvelopeError(
        bytes.length === 0 ? 'notAnEnvelope' : 'truncated',
        bytes.length === 0 ? 'There is no data to open.' : 'The sealed data is cut off in its header.',
      )
    bytes = Buffer.concat([bytes, value])
  }
}

/**
 * Envelope → data, piece by piece. A piece is given out once it is authenticated; that nothing is missing at the end is known
 * only at the end, so what was written must not be used when this throws.
 * @throws EnvelopeError, and what `unwrap` throws
 */
export async function* open(
  source: AsyncIterable<Uint8Array>,
  { unwrap, context = '', consumes }: OpenOptions,
): AsyncGenerator<Uint8Array> {
  const { header, rest } = await readHeader(source)
  const dataKey = await unwrap(header.wrappedKey)
  const cipher = chunkCipher(dataKey, header.salt, context)
  dataKey.fill(0)
  for await (const { parts, isLast } of rechunk(rest, chunkSize + tagSize, consumes)) yield* cipher.open(parts, isLast)
}
