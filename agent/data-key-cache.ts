import { createHash } from 'node:crypto'

/** Data keys that were unwrapped lately; never key-encryption keys. */
export interface DataKeyCache {
  get(wrapped: Uint8Array): Uint8Array | undefined
  put(wrapped: Uint8Array, dataKey: Uint8Array): void
  /** Forgets and zeroes all. */
  clear(): void
}

const most = 1000

const nothing: DataKeyCache = { get: () => undefined, put: () => undefined, clear: () => undefined }

/**
 * @param lifetime milliseconds that a data key stays; 0: none is kept
 * @param now milliseconds
 */
export const dataKeyCache = (lifetime: number, now: () => number): DataKeyCache => {
  if (lifetime === 0) return nothing
  const kept = new Map<string, { readonly dataKey: Buffer; readonly until: number }>()
  const nameOf = (wrapped: Uint8Array): string => createHash('sha256').update(wrapped).digest('base64')
  const forget = (name: string): void => {
    kept.get(name)?.dataKey.fill(0)
    kept.delete(name)
  }
  /** In the order in which they end. */
  const forgetEnded = (): void => {
    for (const [name, { until }] of kept) {
      if (until > now() && kept.size <= most) break
      forget(name)
    }
  }
  return {
    get(wrapped) {
      forgetEnded()
      const found = kept.get(nameOf(wrapped))
      return found && Buffer.from(found.dataKey)
    },
    put(wrapped, dataKey) {
      const name = nameOf(wrapped)
      forget(name)
      kept.set(name, { dataKey: Buffer.from(dataKey), until: now() + lifetime })
      forgetEnded()
    },
    clear() {
      for (const name of [...kept.keys()]) forget(name)
    },
  }
}
