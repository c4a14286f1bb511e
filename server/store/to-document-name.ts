import type { StoredDocument } from './store.ts'

/** Names a document where an object is named by its Unique Identifier. */
export const toDocumentName = ({ kind, key }: Pick<StoredDocument, 'kind' | 'key'>): string => `${kind} ${key}`
