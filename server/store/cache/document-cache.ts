import type { DocumentQuery, StoredDocument } from '../store.ts'
import { nameOfDocument } from '../to-document-name.ts'
import type { UnderWay } from './in-flight.ts'

export interface DocumentCache {
  find(query: DocumentQuery): readonly StoredDocument[]
  /** By {@link nameOfDocument}: it has changed, or may have. */
  forget(name: string): void
}

/** Names of documents that are remembered. */
const REMEMBERED = 256
/** Bytes of a document that is remembered. */
const SMALL = 4096

const isByName = ({ key, owner, dueBy, maximumItems }: DocumentQuery) =>
  key !== undefined && owner === undefined && dueBy === undefined && maximumItems === undefined

/** Remembers what was found by kind and key, nothing included: settings are asked for with every new object. */
export function createDocumentCache(
  find: (query: DocumentQuery) => readonly StoredDocument[],
  underWay: UnderWay,
): DocumentCache {
  const known = new Map<string, readonly StoredDocument[]>()
  return {
    find(query) {
      if (!isByName(query)) return find(query)
      const name = nameOfDocument({ kind: query.kind, key: query.key as string })
      if (underWay.has(name)) return find(query)
      const remembered = known.get(name)
      if (remembered) return remembered
      const found = find(query)
      if (known.size >= REMEMBERED) known.clear()
      if (found.every(({ content }) => content.length <= SMALL)) known.set(name, found)
      return found
    },
    forget: (name) => void known.delete(name),
  }
}
