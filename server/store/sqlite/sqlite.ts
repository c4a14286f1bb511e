import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { createDocumentCache } from '../cache/document-cache.ts'
import { createInFlight } from '../cache/in-flight.ts'
import { createObjectCache } from '../cache/object-cache.ts'
import { StoreFenced } from '../errors.ts'
import { createDocumentRecord } from '../record/document-record.ts'
import { createObjectRecord } from '../record/object-record.ts'
import { createAttributeIndex } from '../seal/attribute-index.ts'
import { createBlindIndex } from '../seal/blind-index.ts'
import { createKeyring } from '../seal/keyring.ts'
import type { MasterKey } from '../seal/master-key.ts'
import { createSealer } from '../seal/seal.ts'
import { type SealLimits, sealLimits } from '../seal/seal-limits.ts'
import type {
  DocumentQuery,
  ObjectStore,
  RecordCodec,
  StoredAuditRecord,
  StoredDocument,
  StoredObject,
} from '../store.ts'
import { toDocumentName } from '../to-document-name.ts'
import { createCheckedSearch } from './checked-search.ts'
import { createDocumentSearch } from './document-search.ts'
import { watchFence } from './fence.ts'
import { type GroupCommit, startGroupCommit } from './group-commit.ts'
import { createOldRows } from './keys/old-rows.ts'
import { createStoreKeys, type StoreKeyEvent, type StoreKeys } from './keys/store-keys.ts'
import { createObjectSearch } from './object-search.ts'
import { prepareFile } from './prepare-file.ts'
import { holdProcessLock, type LockHolder } from './process-lock.ts'
import { createFaultReport } from './report-faults.ts'
import { requireCommitted } from './require-committed.ts'
import { openForReading } from './sqlite-connection.ts'

export interface SqliteStoreOptions {
  /** The database file; created with its folder if absent. `-wal`, `-shm` and `-lock` files stand beside it. */
  readonly path: string
  readonly masterKey: MasterKey
  readonly codec: RecordCodec
  /** Is given what is wrong with a row that the store leaves out or cannot open, once a row. */
  readonly reportFault: (error: Error) => void
  readonly random?: (size: number) => Uint8Array
  readonly now?: () => Date
  /** Decoded objects in the cache, and up to as many more; default 10,000. */
  readonly cacheObjects?: number
  /** The limit of their sealed sizes together; default 64 MiB. */
  readonly cacheBytes?: number
  /** By default {@link sealLimits}. */
  readonly sealLimits?: SealLimits
  readonly onKeyEvent?: (event: StoreKeyEvent) => void
}

/** An object store that answers reads at once. */
export interface SqliteStore extends ObjectStore {
  get(uniqueIdentifier: string): StoredObject | undefined
  documents(query: DocumentQuery): readonly StoredDocument[]
  audit(after?: number, maximumItems?: number): readonly StoredAuditRecord[]
  /** The keys that seal the store. */
  readonly keys: StoreKeys
}

const OWNER_ONLY = 0o600

/** SQLite gives its other files the permissions of the first. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', OWNER_ONLY))
  chmodSync(path, OWNER_ONLY)
}

/**
 * Opens the embedded store, for one process at a time.
 * @throws StoreOpenError when another process uses it, a newer version of kmip wrote it, or the master key is another one's
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, codec, masterKey, random = randomBytes, now = () => new Date(), cacheObjects = 10_000 } = options
  const limits = options.sealLimits ?? sealLimits
  makePrivate(path)
  makePrivate(`${path}-lock`)
  const holder: LockHolder = { process: process.pid, host: hostname(), since: now() }
  const unlock = holdProcessLock(`${path}-lock`, holder)
  let group: GroupCommit
  let prepared: Awaited<ReturnType<typeof prepareFile>>
  try {
    prepared = await prepareFile({ path, masterKey, random, now, limits, holder })
    group = await startGroupCommit({ path, epoch: prepared.epoch })
  } catch (error) {
    unlock()
    throw error
  }
  const { epoch } = prepared
  const db = openForReading(path)
  const fence = watchFence(db, epoch, options.reportFault)
  const index = createAttributeIndex(codec, createBlindIndex(prepared.keys.index))
  const keyring = createKeyring(prepared.keys.sealing)
  const sealer = createSealer(keyring, random)
  const record = createObjectRecord(codec, sealer, index)
  const documentRecord = createDocumentRecord(sealer)
  const inFlight = createInFlight()
  const report = createFaultReport(options.reportFault)
  const documents = createDocumentCache(createDocumentSearch(db, documentRecord, report), inFlight)
  const keys = createStoreKeys({
    ...{ db, keyring, masterKey, limits, random, now, reportFault: options.reportFault },
    tables: createOldRows(db, record, documentRecord),
    commit: group.commit,
    onEvent: options.onKeyEvent ?? (() => undefined),
  })
  const cache = createObjectCache(cacheObjects, options.cacheBytes ?? 64 * 2 ** 20)
  const selectObject = db.prepare(`
    SELECT o.unique_identifier, o.object_type, w.name AS owner, o.revision, o.attributes, s.sealed AS object
    FROM object o JOIN owner w ON w.id = o.owner LEFT JOIN sealed_object s ON s.id = o.sealed_object
    WHERE o.unique_identifier = ?
  `)
  const selectAudit = db.prepare('SELECT sequence, time, event FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')

  const read = (uniqueIdentifier: string) => {
    const row = selectObject.get(uniqueIdentifier)
    return row && record.fromRow(row)
  }
  const get = (uniqueIdentifier: string): StoredObject | undefined => {
    // The thread may have committed it already: bypass the cache, so that this read and a search see the same revision.
    const isInFlight = inFlight.has(uniqueIdentifier)
    const cached = isInFlight ? undefined : cache.get(uniqueIdentifier)
    if (cached) return cached
    const found = read(uniqueIdentifier)
    if (found && !isInFlight) cache.put(found.object, found.size)
    return found?.object
  }
  /** For a check of many objects, which would drive those in use out of the cache. */
  const peek = (uniqueIdentifier: string): StoredObject | undefined =>
    (inFlight.has(uniqueIdentifier) ? undefined : cache.get(uniqueIdentifier)) ?? read(uniqueIdentifier)?.object

  const find = createCheckedSearch({
    ...{ db, index, get, peek, search: createObjectSearch(db, index) },
    read: (uniqueIdentifier) => read(uniqueIdentifier)?.object,
    report,
  })

  let isClosing = false

  return {
    keys,
    get(uniqueIdentifier) {
      fence.requireHeld()
      return get(uniqueIdentifier)
    },
    find(query) {
      fence.requireHeld()
      return find(query)
    },
    documents(query) {
      fence.requireHeld()
      return documents.find(query)
    },
    async commit(changes, audit = [], documentChanges = []) {
      fence.requireHeld()
      if (isClosing) throw new Error('The store is closed')
      while (!keys.reservation.hasRoom(2 * changes.length + documentChanges.length)) await keys.reservation.extend()
      const prepared = changes.map(record.toRow)
      const identifiers = prepared.map(({ row }) => row.uniqueIdentifier)
      const names = documentChanges.map(({ document }) => toDocumentName(document))
      inFlight.begin(identifiers)
      inFlight.begin(names)
      try {
        const outcome = await group.commit({
          changes: prepared.map(({ row }) => row),
          audit: audit.map(({ time, event }) => ({ time: time.getTime(), event: JSON.stringify(event) })),
          documents: documentChanges.map(documentRecord.toRow),
        })
        requireCommitted(outcome)
      } catch (error) {
        for (const each of identifiers) cache.delete(each)
        if (error instanceof StoreFenced) fence.look()
        throw error
      } finally {
        inFlight.end(identifiers)
        inFlight.end(names)
        for (const each of names) documents.forget(each)
      }
      for (const { row, object, size } of prepared)
        if (object) cache.put(object, size)
        else cache.delete(row.uniqueIdentifier)
    },
    audit(after = 0, maximumItems = 1000) {
      fence.requireHeld()
      return selectAudit.all(after, maximumItems).map((row) => ({
        sequence: Number(row.sequence),
        time: new Date(Number(row.time)),
        event: JSON.parse(String(row.event)),
      }))
    },
    async removeAudit(count) {
      fence.requireHeld()
      requireCommitted(await group.commit({ changes: [], audit: [], documents: [], removedAudit: count }))
    },
    async close() {
      isClosing = true
      fence.close()
      await keys.close()
      await group.drain()
      if (!db.isOpen) return
      db.close()
      await group.close()
      unlock()
    },
  }
}
