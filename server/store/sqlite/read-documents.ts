import { existsSync } from 'node:fs'
import { StoreOpenError } from '../errors.ts'
import { createDocumentRecord } from '../record/document-record.ts'
import { openDataKeys } from '../seal/data-keys.ts'
import { createKeyring } from '../seal/keyring.ts'
import type { MasterKey } from '../seal/master-key.ts'
import { createSealer } from '../seal/seal.ts'
import type { DocumentQuery, StoredDocument } from '../store.ts'
import { createDocumentSearch } from './document-search.ts'
import { openForReading } from './sqlite-connection.ts'

/**
 * Reads documents of a store, also while a server uses it.
 * @throws StoreOpenError when there is no store or the master key is another one's
 */
export const readDocuments = async (
  path: string,
  masterKey: MasterKey,
  query: DocumentQuery,
): Promise<readonly StoredDocument[]> => {
  if (!existsSync(path))
    throw new StoreOpenError('missing', `There is no store ${path}. Name the data directory of a server`)
  const db = openForReading(path)
  try {
    const keys = await openDataKeys(db, masterKey)
    const sealer = createSealer(createKeyring(keys.sealing), () => {
      throw new Error('nothing is sealed here')
    })
    return createDocumentSearch(db, createDocumentRecord(sealer), () => undefined)(query)
  } finally {
    db.close()
  }
}
