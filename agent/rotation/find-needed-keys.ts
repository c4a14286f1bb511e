import { decodeHeader } from '../envelope/header.ts'
import { decodeWrappedKey } from '../envelope/wrapped-key.ts'
import type { Secrets } from '../records/secrets.ts'

/** The keys of the KMS that secrets of one key-encryption key need: Unique Identifier → names of secrets. */
export const findNeededKeys = async (
  secrets: Secrets,
  key: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const needed = new Map<string, string[]>()
  for (const name of await secrets.names()) {
    const envelope = await secrets.get(name)
    const found = envelope && decodeHeader(envelope)
    if (!found) continue
    const wrapped = decodeWrappedKey(found.header.wrappedKey)
    if (wrapped.key !== key) continue
    needed.set(wrapped.uniqueIdentifier, [...(needed.get(wrapped.uniqueIdentifier) ?? []), name])
  }
  return needed
}
