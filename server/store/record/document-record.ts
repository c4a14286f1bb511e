import { UnsealFailure } from '../errors.ts'
import type { SealContext, Sealer } from '../seal/seal.ts'
import type { DocumentChange, StoredDocument } from '../store.ts'
import { toDocumentName } from '../to-document-name.ts'
import { type Columns, toBytes } from './columns.ts'
import type { DocumentRow } from './row.ts'

export interface DocumentRecord {
  toRow(change: DocumentChange): DocumentRow
  fromRow(columns: Columns): StoredDocument
  /** Seals the same content under the current data key. @throws UnsealFailure, SealsExhausted */
  reseal(columns: Columns): Uint8Array
}

type Bound = Omit<StoredDocument, 'content' | 'due'>

/** @param due - milliseconds since 1970, as in the row */
const toSealContext = (document: Bound, due: unknown): SealContext => ({
  uniqueIdentifier: toDocumentName(document),
  objectType: String(due),
  owner: document.owner,
  revision: document.revision,
  kind: 'dated document',
})

/** Earlier releases did not bind the date. Nobody can seal in this form who cannot seal in the other. */
const toEarlierSealContext = (document: Bound): SealContext => ({
  ...toSealContext(document, null),
  objectType: document.kind,
  kind: 'document',
})

const toBound = (columns: Columns): Bound => ({
  kind: String(columns.kind),
  key: String(columns.key),
  owner: String(columns.owner),
  revision: Number(columns.revision),
})

/** Opens the content in the form in which it was sealed. */
const openInForm = <T>(bound: Bound, due: unknown, open: (context: SealContext) => T): T => {
  try {
    return open(toSealContext(bound, due))
  } catch (error) {
    if (!(error instanceof UnsealFailure)) throw error
    return open(toEarlierSealContext(bound))
  }
}

/** Converts documents to sealed rows and back. */
export const createDocumentRecord = (sealer: Sealer): DocumentRecord => ({
  toRow({ kind: change, document }) {
    const { kind, key } = document
    if (change === 'delete') return { change, kind, key, revision: document.revision }
    const { owner, due, content, writtenIn } = document
    const revision = change === 'create' ? 0 : document.revision
    const milliseconds = due ? due.getTime() : null
    const context = toSealContext({ kind, key, owner, revision: revision + 1 }, milliseconds)
    return { change, kind, key, owner, revision, due: milliseconds, sealed: sealer.seal(content, context, writtenIn) }
  },
  fromRow(columns) {
    const bound = toBound(columns)
    const sealed = toBytes(columns.sealed)
    const { plain, version } = openInForm(bound, columns.due, (context) => sealer.unseal(sealed, context))
    return {
      ...bound,
      ...(columns.due !== null && { due: new Date(Number(columns.due)) }),
      content: plain,
      writtenIn: version,
    }
  },
  reseal(columns) {
    const sealed = toBytes(columns.sealed)
    return openInForm(toBound(columns), columns.due, (context) => sealer.reseal(sealed, context))
  },
})
