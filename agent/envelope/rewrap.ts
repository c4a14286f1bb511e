import { encodeHeader } from './header.ts'
import { readHeader } from './open.ts'

/**
 * Envelope → the same envelope with its data key wrapped anew; the data is passed on as it is.
 * @throws EnvelopeError, and what `rewrapKey` throws
 */
export async function* rewrap(
  source: AsyncIterable<Uint8Array>,
  rewrapKey: (wrappedKey: Uint8Array) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { header, rest } = await readHeader(source)
  yield encodeHeader({ wrappedKey: await rewrapKey(header.wrappedKey), salt: header.salt })
  yield* rest
}
