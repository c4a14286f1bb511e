import type { DocumentQuery, StoredDocument } from '../store.ts'
import { toDocumentName } from '../to-document-name.ts'
import type { InFlight } from './in-flight.ts'

export interface DocumentCache {
  find(query: DocumentQuery): readonly StoredDocument[]
  /** Drops a document that has changed or may have changed. @param name - by {@link toDocumentName} */
  forget(name: string): void
}

/** Document names in the cache. */
const CACHED = 256
/** The largest document in the cache, in bytes. */
const LARGEST = 4096

/** An answer without an unreadable document is none for a query that would fail. */
const isByName = (query: DocumentQuery): query is DocumentQuery & { readonly key: string } => {
  const { key, owner, dueBy, maximumItems, onUnreadable } = query
  return [owner, dueBy, maximumItems, onUnreadable].every((each) => each === undefined) && key !== undefined
}

/** Caches lookups by kind and key, misses too: every new object asks for the settings. */
export function createDocumentCache(
  find: (query: DocumentQuery) => readonly StoredDocument[],
  inFlight: InFlight,
): DocumentCache {
  const cached = new Map<string, readonly StoredDocument[]>()
  return {
    find(query) {
      if (!isByName(query)) return find(query)
      const name = toDocumentName(query)
      if (inFlight.has(name)) return find(query)
      const hit = cached.get(name)
      if (hit) return hit
      const found = find(query)
      if (cached.size >= CACHED) cached.clear()
      if (found.every(({ content }) => content.length <= LARGEST)) cached.set(name, found)
      return found
    },
    forget: (name) => void cached.delete(name),
  }
}
