import type { StoredObject } from './store.ts'

export interface ObjectCache {
  get(uniqueIdentifier: string): StoredObject | undefined
  /** Keeps the object unless a newer revision of it is kept already. `size` in bytes, roughly. */
  put(object: StoredObject, size: number): void
  delete(uniqueIdentifier: string): void
}

interface Entry {
  readonly object: StoredObject
  readonly size: number
}

/** The least recently used objects go first, once there are more of them, or of their bytes, than allowed. */
export function createObjectCache(maximumObjects: number, maximumBytes: number): ObjectCache {
  const entries = new Map<string, Entry>()
  let bytes = 0

  const remove = (uniqueIdentifier: string, entry: Entry) => {
    entries.delete(uniqueIdentifier)
    bytes -= entry.size
  }

  return {
    get(uniqueIdentifier) {
      const entry = entries.get(uniqueIdentifier)
      if (!entry) return undefined
      entries.delete(uniqueIdentifier)
      entries.set(uniqueIdentifier, entry)
      return entry.object
    },
    put(object, size) {
      const { uniqueIdentifier } = object
      const kept = entries.get(uniqueIdentifier)
      if (kept) {
        if (kept.object.revision > object.revision) return
        remove(uniqueIdentifier, kept)
      }
      entries.set(uniqueIdentifier, { object, size })
      bytes += size
      for (const [oldest, entry] of entries) {
        if (entries.size <= maximumObjects && bytes <= maximumBytes) break
        remove(oldest, entry)
      }
    },
    delete(uniqueIdentifier) {
      const entry = entries.get(uniqueIdentifier)
      if (entry) remove(uniqueIdentifier, entry)
    },
  }
}
