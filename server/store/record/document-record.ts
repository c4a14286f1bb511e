import type { SealContext, Sealer } from '../seal/seal.ts'
import type { DocumentChange, StoredDocument } from '../store.ts'
import { toDocumentName } from '../to-document-name.ts'
import { type Columns, toBytes } from './columns.ts'
import type { DocumentRow } from './row.ts'

export interface DocumentRecord {
  toRow(change: DocumentChange): DocumentRow
  fromRow(columns: Columns): StoredDocument
}

const toSealContext = (document: Omit<StoredDocument, 'content' | 'due'>): SealContext => ({
  uniqueIdentifier: toDocumentName(document),
  objectType: document.kind,
  owner: document.owner,
  revision: document.revision,
  kind: 'document',
})

/** Converts documents to sealed rows and back. */
export const createDocumentRecord = (sealer: Sealer): DocumentRecord => ({
  toRow({ kind: change, document }) {
    const { kind, key } = document
    if (change === 'delete') return { change, kind, key, revision: document.revision }
    const { owner, due, content, writtenIn } = document
    const revision = change === 'create' ? 0 : document.revision
    const sealed = sealer.seal(content, toSealContext({ kind, key, owner, revision: revision + 1 }), writtenIn)
    return { change, kind, key, owner, revision, due: due ? due.getTime() : null, sealed }
  },
  fromRow(columns) {
    const bound = {
      kind: String(columns.kind),
      key: String(columns.key),
      owner: String(columns.owner),
      revision: Number(columns.revision),
    }
    const { plain, version } = sealer.unseal(toBytes(columns.sealed), toSealContext(bound))
    return {
      ...bound,
      ...(columns.due !== null && { due: new Date(Number(columns.due)) }),
      content: plain,
      writtenIn: version,
    }
  },
})
