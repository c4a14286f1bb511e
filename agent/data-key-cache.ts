import { createHash } from 'node:crypto'

/** Data keys that were unwrapped recently. Key-encryption keys are never kept. */
export interface DataKeyCache {
  get(wrapped: Uint8Array): Uint8Array | undefined
  put(wrapped: Uint8Array, dataKey: Uint8Array): void
  /** Zeroes and forgets all. */
  clear(): void
}

const maximumEntries = 1000

const noCache: DataKeyCache = { get: () => undefined, put: () => undefined, clear: () => undefined }

/**
 * @param lifetime milliseconds for one data key; 0 disables the cache
 * @param now returns milliseconds
 */
export const createDataKeyCache = (lifetime: number, now: () => number): DataKeyCache => {
  if (lifetime === 0) return noCache
  const entries = new Map<string, { readonly dataKey: Buffer; readonly expiresAt: number }>()
  const hashKey = (wrapped: Uint8Array): string => createHash('sha256').update(wrapped).digest('base64')
  const forget = (name: string): void => {
    entries.get(name)?.dataKey.fill(0)
    entries.delete(name)
  }
  /** Entries stand in the order in which they expire. */
  const forgetExpired = (): void => {
    for (const [name, { expiresAt }] of entries) {
      if (expiresAt > now() && entries.size <= maximumEntries) break
      forget(name)
    }
  }
  return {
    get(wrapped) {
      forgetExpired()
      const found = entries.get(hashKey(wrapped))
      return found && Buffer.from(found.dataKey)
    },
    put(wrapped, dataKey) {
      const name = hashKey(wrapped)
      forget(name)
      entries.set(name, { dataKey: Buffer.from(dataKey), expiresAt: now() + lifetime })
      forgetExpired()
    },
    clear() {
      for (const name of [...entries.keys()]) forget(name)
    },
  }
}
