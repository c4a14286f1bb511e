import type { StoredObject } from '../store.ts'

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

/**
 * Keeps the objects that were used last, so many of them and up to as many more, as far as they have their place in so many
 * bytes. In two generations, since a `Map` in order of use is searched past all that was deleted from its beginning.
 */
export function createObjectCache(objects: number, bytes: number): ObjectCache {
  const mostBytes = bytes / 2
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
    if (entry.size > mostBytes) return
    if (recent.size >= objects || recentBytes + entry.size > mostBytes) {
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
      const kept = recent.get(uniqueIdentifier) ?? older.get(uniqueIdentifier)
      if (kept && kept.object.revision > object.revision) return
      keep(uniqueIdentifier, { object, size })
    },
    delete: remove,
  }
}
