import { createHash } from 'node:crypto'

const digestOf = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const bytes of source) hash.update(bytes)
  return hash.digest('hex')
}

/** Whether two streams bring the same bytes. */
export const sameBytes = async (one: AsyncIterable<Uint8Array>, other: AsyncIterable<Uint8Array>): Promise<boolean> =>
  (await digestOf(one)) === (await digestOf(other))
