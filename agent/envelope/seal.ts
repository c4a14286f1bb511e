import { chunkCipher, chunkSize } from './chunk-cipher.ts'
import { type EnvelopeHeader, encodeHeader } from './header.ts'
import { rechunk } from './rechunk.ts'

export interface SealOptions extends EnvelopeHeader {
  /** 32 bytes. */
  readonly dataKey: Uint8Array
  /** What the data is for; must be said again to open it. */
  readonly context?: string
  /** The pieces of the source are of no use to anybody else: their memory is given back. */
  readonly consumes?: boolean
}

/** Data → envelope, piece by piece: docs/envelope.md. Memory stays constant. */
export async function* seal(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { dataKey, context = '', wrappedKey, salt, consumes }: SealOptions,
): AsyncGenerator<Uint8Array> {
  yield encodeHeader({ wrappedKey, salt })
  const cipher = chunkCipher(dataKey, salt, context)
  for await (const { parts, isLast } of rechunk(source, chunkSize, consumes)) yield* cipher.seal(parts, isLast)
}
