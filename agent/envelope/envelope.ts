import type { ByteSource } from '../../durable/write-in-batches.ts'
import { AgentError } from '../interface/agent-error.ts'
import { chunkSize, createChunkCipher, tagSize } from './chunk-cipher.ts'
import { decodeHeader, type EnvelopeHeader, encodeHeader } from './header.ts'
import { rechunk } from './rechunk.ts'

interface StreamOptions {
  /** What the data is for. Data opens only with the context that it was sealed with. */
  readonly context?: string
  /** The memory of the source's pieces is released: the caller must not use them again. */
  readonly consumes?: boolean
}

export interface SealOptions extends EnvelopeHeader, StreamOptions {
  /** 32 bytes. */
  readonly dataKey: Uint8Array
}

export interface OpenOptions extends StreamOptions {
  /** Returns the data key, 32 bytes. */
  readonly unwrap: (wrappedKey: Uint8Array) => Promise<Uint8Array>
}

/** Data → envelope (docs/envelope.md), piece by piece in constant memory. */
export async function* seal(
  source: ByteSource,
  { dataKey, context = '', wrappedKey, salt, consumes }: SealOptions,
): AsyncGenerator<Uint8Array> {
  yield encodeHeader({ wrappedKey, salt })
  const cipher = createChunkCipher(dataKey, salt, context)
  for await (const { parts, isLast } of rechunk(source, chunkSize, consumes)) yield* cipher.seal(parts, isLast)
}

/**
 * Envelope → data, piece by piece. Each piece is authenticated, but a missing end shows only at the end: discard the output when
 * this throws.
 *
 * @throws AgentError `cannotOpen`, and what `unwrap` throws
 */
export async function* open(
  source: ByteSource,
  { unwrap, context = '', consumes }: OpenOptions,
): AsyncGenerator<Uint8Array> {
  const { header, rest } = await readHeader(source)
  const dataKey = await unwrap(header.wrappedKey)
  const cipher = createChunkCipher(dataKey, header.salt, context)
  dataKey.fill(0)
  for await (const { parts, isLast } of rechunk(rest, chunkSize + tagSize, consumes)) yield* cipher.open(parts, isLast)
}

/**
 * Envelope → the same envelope with its data key wrapped by another key. The data passes through as it is.
 * @throws AgentError `cannotOpen`, and what `rewrapKey` throws
 */
export async function* rewrap(
  source: ByteSource,
  rewrapKey: (wrappedKey: Uint8Array) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { header, rest } = await readHeader(source)
  yield encodeHeader({ wrappedKey: await rewrapKey(header.wrappedKey), salt: header.salt })
  yield* rest
}

async function* iterate(source: ByteSource): AsyncGenerator<Uint8Array> {
  yield* source
}

async function* prepend(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

/** Reads the header of an envelope; `rest` is what follows it. */
const readHeader = async (
  source: ByteSource,
): Promise<{ readonly header: EnvelopeHeader; readonly rest: AsyncGenerator<Uint8Array> }> => {
  const pieces = iterate(source)
  let bytes: Buffer = Buffer.alloc(0)
  for (;;) {
    const found = decodeHeader(bytes)
    if (found) return { header: found.header, rest: prepend(bytes.subarray(found.size), pieces) }
    const { done, value } = await pieces.next()
    if (done)
      throw new AgentError(
        'cannotOpen',
        bytes.length === 0 ? 'There is no data to open.' : 'The sealed data is cut off in its header.',
      )
    bytes = Buffer.concat([bytes, value])
  }
}
