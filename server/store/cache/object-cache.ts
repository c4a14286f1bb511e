import type { StoredObject } from '../store.ts'

export interface ObjectCache {
  get(uniqueIdentifier: string): StoredObject | undefined
  /** Caches the object unless a newer revision of it is cached. @param size - bytes, roughly */
  put(object: StoredObject, size: number): void
  delete(uniqueIdentifier: string): void
}

interface Entry {
  readonly object: StoredObject
  readonly size: number
}

/**
 * Caches the `objects` that were used last, and up to as many older ones, within `bytes`. It has two generations because a
 * `Map` in order of use is slow once many entries have been deleted from its beginning.
 */
export function createObjectCache(objects: number, bytes: number): ObjectCache {
  const generationBytes = bytes / 2
  let recent = new Map<string, Entry>()
  let recentBytes = 0
  let older = new Map<string, Entry>()

  const remove = (uniqueIdentifier: string) => {
    recentBytes -= recent.get(uniqueIdentifier)?.size ?? 0
    recent.delete(uniqueIdentifier)
    older.delete(uniqueIdentifier)
  }
  const keep = (uniqueIdentifier: string, entry: Entry) => {
    remove(uniqueIdentifier)
    if (entry.size > generationBytes) return
    if (recent.size >= objects || recentBytes + entry.size > generationBytes) {
      older = recent
      recent = new Map()
      recentBytes = 0
    }
    recent.set(uniqueIdentifier, entry)
    recentBytes += entry.size
  }

  return {
    get(uniqueIdentifier) {
      const entry = recent.get(uniqueIdentifier)
      if (entry) return entry.object
      const found = older.get(uniqueIdentifier)
      if (found) keep(uniqueIdentifier, found)
      return found?.object
    },
    put(object, size) {
      const { uniqueIdentifier } = object
      const cached = recent.get(uniqueIdentifier) ?? older.get(uniqueIdentifier)
      if (cached && cached.object.revision > object.revision) return
      keep(uniqueIdentifier, { object, size })
    },
    delete: remove,
  }
}
