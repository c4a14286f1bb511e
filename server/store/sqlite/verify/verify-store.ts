import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import type { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../../errors.ts'
import { createDocumentRecord } from '../../record/document-record.ts'
import { createObjectRecord } from '../../record/object-record.ts'
import { createAttributeIndex } from '../../seal/attribute-index.ts'
import { createBlindIndex } from '../../seal/blind-index.ts'
import { type DataKeys, openDataKeys } from '../../seal/data-keys.ts'
import { createKeyring } from '../../seal/keyring.ts'
import type { MasterKey } from '../../seal/master-key.ts'
import { createSealer } from '../../seal/seal.ts'
import type { RecordCodec } from '../../store.ts'
import { holdProcessLock } from '../process-lock.ts'
import { openForReading } from '../sqlite-connection.ts'
import { createFindings, type Findings, type StoreFinding } from './findings.ts'
import { verifyDocuments } from './verify-documents.ts'
import { verifyIndex } from './verify-index.ts'
import { verifyKeys } from './verify-keys.ts'
import { verifyObjects } from './verify-objects.ts'
import { verifyAudit, verifyFence, verifyFile, verifySchema, verifyVersions } from './verify-tables.ts'

/** The table that is being read, and how far. */
export interface VerifyProgress {
  readonly what: 'file' | 'objects' | 'index' | 'documents' | 'audit'
  /** Rows so far, and all; absent where rows are not counted. */
  readonly done?: number
  readonly total?: number
}

export interface VerifyStoreOptions {
  /** The database file of a server that is stopped, or a copy. Nothing in it is changed. */
  readonly path: string
  readonly masterKey: MasterKey
  readonly codec: RecordCodec
  readonly onProgress?: (progress: VerifyProgress) => void
}

/** The result of {@link verifyStore}. */
export interface StoreVerification {
  readonly objects: number
  readonly documents: number
  readonly auditRecords: number
  /** The number of faults. */
  readonly faults: number
  /** The first ones. */
  readonly findings: readonly StoreFinding[]
}

const PROGRESS_ROWS = 5_000

const countRows = (db: DatabaseSync, table: string): number => {
  try {
    return Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count)
  } catch {
    // Reported by the check of the table.
    return 0
  }
}

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A part that SQLite cannot read is a finding; the other parts are checked all the same. */
const attempt = async (part: string, findings: Findings, check: () => void | Promise<void>): Promise<void> => {
  try {
    await check()
  } catch (error) {
    findings.add(part, '', `cannot be read: ${toMessage(error)}`)
  }
}

const openKeys = async (db: DatabaseSync, masterKey: MasterKey, findings: Findings): Promise<DataKeys | undefined> => {
  try {
    return await openDataKeys(db, masterKey)
  } catch (error) {
    if (error instanceof StoreOpenError && error.fault === 'wrong master key') throw error
    findings.add('wrapped_data_key', '', toMessage(error))
    return undefined
  }
}

async function verifyOpened(db: DatabaseSync, options: VerifyStoreOptions): Promise<StoreVerification> {
  const { masterKey, codec, onProgress = () => undefined } = options
  const findings = createFindings()
  const [objects, documents, auditRecords] = ['object', 'document', 'audit'].map((table) => countRows(db, table))
  const used = new Set<number>()
  const noteVersion = (version: number) => used.add(version)
  const count = (what: 'objects' | 'documents', total = 0) => {
    let done = 0
    return () => {
      if (++done % PROGRESS_ROWS === 0 || done === total) onProgress({ what, done, total })
    }
  }

  onProgress({ what: 'file' })
  await attempt('store.db', findings, () => verifyFile(db, findings))
  await attempt('sqlite_schema', findings, () => verifySchema(db, findings))
  const keys = await openKeys(db, masterKey, findings)
  await attempt('wrapped_data_key', findings, () => verifyKeys(db, masterKey, findings))
  if (keys) {
    const sealer = createSealer(createKeyring(keys.sealing), (size) => new Uint8Array(size))
    const index = createAttributeIndex(codec, createBlindIndex(keys.index))
    const shared = { db, findings, noteVersion }
    await attempt('object', findings, () =>
      verifyObjects({
        ...shared,
        index,
        record: createObjectRecord(codec, sealer, index),
        onRow: count('objects', objects),
      }),
    )
    await attempt('document', findings, () =>
      verifyDocuments({ ...shared, record: createDocumentRecord(sealer), onRow: count('documents', documents) }),
    )
    await attempt('record_version', findings, () => verifyVersions(db, used, findings))
  }
  onProgress({ what: 'index' })
  await attempt('index', findings, () => verifyIndex(db, findings))
  onProgress({ what: 'audit' })
  await attempt('audit', findings, () => verifyAudit(db, findings))
  await attempt('fence', findings, () => verifyFence(db, findings))
  return {
    objects: objects ?? 0,
    documents: documents ?? 0,
    auditRecords: auditRecords ?? 0,
    faults: findings.count,
    findings: findings.first,
  }
}

/**
 * Checks every row of a store: that it opens, is bound to its identifier, owner, type and revision, and that the index says of
 * each object what its attributes say, and nothing else.
 *
 * @throws StoreOpenError when there is no store, a server uses it, or the master key is another one's
 */
export async function verifyStore(options: VerifyStoreOptions): Promise<StoreVerification> {
  const { path } = options
  if (!existsSync(path))
    throw new StoreOpenError('missing', `There is no store ${path}. Name the data directory of a server`)
  // A copy may have none, and gets none.
  const lock = `${path}-lock`
  const unlock = existsSync(lock)
    ? holdProcessLock(lock, { process: process.pid, host: hostname(), since: new Date() })
    : () => undefined
  try {
    const db = openForReading(path)
    try {
      return await verifyOpened(db, options)
    } finally {
      db.close()
    }
  } finally {
    unlock()
  }
}
