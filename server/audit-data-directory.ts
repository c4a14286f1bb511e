import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parsePeriodKeys, periodKeysQuery } from './audit/period-keys.ts'
import { type ReadEntry, readAuditSize, readNewest } from './audit/read-audit.ts'
import { toSetUpPaths } from './setup/set-up-paths.ts'
import { createMasterKey } from './store/seal/master-key.ts'
import { readDocuments } from './store/sqlite/read-documents.ts'

export type { ReadEntry }

/** Which entries are listed: those that meet every condition given. */
export interface AuditQuery {
  /** Unique Identifier. */
  readonly object?: string
  /** A principal, or whoever acted on its ticket; `CN=` in front may be left out. */
  readonly client?: string
  readonly operation?: string
  /** `Success`, `OperationFailed`; or a Result Reason. */
  readonly result?: string
  readonly since?: Date
  /** The newest ones, at most. */
  readonly maximumItems: number
}

const isSame = (given: string | undefined, actual: string | undefined): boolean =>
  given === undefined || given.toLowerCase() === actual?.toLowerCase()

const isClient = (client: string | undefined, names: readonly (string | undefined)[]): boolean =>
  client === undefined || names.some((name) => name === client || name === `CN=${client}`)

const matches = (query: AuditQuery, { entry, personal }: ReadEntry): boolean =>
  isSame(query.object, entry.object) &&
  isSame(query.operation, entry.operation) &&
  (isSame(query.result, entry.result) || isSame(query.result, entry.reason)) &&
  isClient(query.client, [personal.principal, personal.ticketHolder])

/** Clocks may have been set back by so many milliseconds between entries: older ones may still follow newer ones. */
const clockSlack = 60 * 60 * 1000

/**
 * Lists entries of the audit log in a data directory, oldest first, also while its server runs (but for the last second).
 *
 * @throws StoreOpenError when there is no store, or the master key is another one's
 */
export const listAudit = async (directory: string, query: AuditQuery): Promise<readonly ReadEntry[]> => {
  const root = resolve(directory)
  const masterKey = createMasterKey(await readFile(toSetUpPaths(root).masterKey))
  const documents = await readDocuments(join(root, 'store.db'), masterKey, periodKeysQuery)
  const keys = parsePeriodKeys(documents)
  const log = join(root, 'audit')
  const found: ReadEntry[] = []
  for await (const each of readNewest(log, keys, await readAuditSize(log))) {
    const time = new Date(each.entry.time).getTime()
    if (query.since && time < query.since.getTime() - clockSlack) break
    if ((!query.since || time >= query.since.getTime()) && matches(query, each)) found.push(each)
    if (found.length === query.maximumItems) break
  }
  return found.reverse()
}
