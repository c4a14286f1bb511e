import type { StoredDocument } from './store.ts'

/** How a document is called where objects are called by their Unique Identifier. */
export const nameOfDocument = ({ kind, key }: Pick<StoredDocument, 'kind' | 'key'>): string => `${kind} ${key}`
