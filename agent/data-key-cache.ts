import { createHash } from 'node:crypto'

/** Data keys that were unwrapped lately; never key-encryption keys. */
export interface DataKeyCache {
  get(wrapped: Uint8Array): Uint8Array | undefined
  put(wrapped: Uint8Array, dataKey: Uint8Array): void
  /** Forgets and zeroes all. */
  clear(): void
}

const maximumEntries = 1000

const noCache: DataKeyCache = { get: () => undefined, put: () => undefined, clear: () => undefined }

/**
 * @param lifetime milliseconds that a data key stays; 0: none is kept
 * @param now milliseconds
 */
export const createDataKeyCache = (lifetime: number, now: () => number): DataKeyCache => {
  if (lifetime === 0) return noCache
  const entries = new Map<string, { readonly dataKey: Buffer; readonly until: number }>()
  const hashKey = (wrapped: Uint8Array): string => createHash('sha256').update(wrapped).digest('base64')
  const forget = (name: string): void => {
    entries.get(name)?.dataKey.fill(0)
    entries.delete(name)
  }
  /** In the order in which they end. */
  const forgetExpired = (): void => {
    for (const [name, { until }] of entries) {
      if (until > now() && entries.size <= maximumEntries) break
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
      entries.set(name, { dataKey: Buffer.from(dataKey), until: now() + lifetime })
      forgetExpired()
    },
    clear() {
      for (const name of [...entries.keys()]) forget(name)
    },
  }
}
