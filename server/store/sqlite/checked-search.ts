import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { IndexFault, isUnreadable } from '../errors.ts'
import type { AttributeIndex } from '../seal/attribute-index.ts'
import { findMismatch } from '../seal/find-mismatch.ts'
import type { Awaitable, FindQuery, FindResult, StoredObject } from '../store.ts'
import type { ObjectSearch } from './object-search.ts'
import type { FaultReport } from './report-faults.ts'

/** Objects that are checked in one turn of the event loop: unsealing one takes about 30 µs. */
const AT_ONCE = 64

export interface CheckedSearchOptions {
  readonly db: DatabaseSync
  readonly search: ObjectSearch
  readonly index: AttributeIndex
  /** Reads an object, from memory where possible. */
  readonly get: (uniqueIdentifier: string) => StoredObject | undefined
  /** The same, and leaves the cache as it is. */
  readonly peek: (uniqueIdentifier: string) => StoredObject | undefined
  /** Reads the row. */
  readonly read: (uniqueIdentifier: string) => StoredObject | undefined
  readonly report: FaultReport
}

/**
 * Searches, and checks that each object has what it was found by. An object that has not is left out and reported. One that does
 * not open stays in the result, and is reported: its use fails with the reason.
 */
export const createCheckedSearch = ({ db, search, index, get, peek, read, report }: CheckedSearchOptions) => {
  /** Names what does not match; `undefined`: nothing, or the object does not open. */
  const examine = (uniqueIdentifier: string, query: FindQuery, from: typeof read): string | undefined => {
    try {
      const object = from(uniqueIdentifier)
      return object ? findMismatch(object, query, index) : 'Unique Identifier'
    } catch (error) {
      if (!isUnreadable(error)) throw error
      report(uniqueIdentifier, error)
      return undefined
    }
  }

  const leaveOutMismatches = (query: FindQuery): FindResult => {
    const excluded = new Set<string>()
    for (;;) {
      const found = search(query, [...excluded])
      const { size } = excluded
      for (const uniqueIdentifier of found.uniqueIdentifiers) {
        const mismatch = examine(uniqueIdentifier, query, read)
        if (mismatch === undefined) continue
        excluded.add(uniqueIdentifier)
        report(`${uniqueIdentifier} ${mismatch}`, new IndexFault(uniqueIdentifier, mismatch))
      }
      if (excluded.size === size) return found
    }
  }

  /** Searches within one snapshot: a commit between search and check is not a fault. */
  const searchSnapshot = (query: FindQuery): FindResult => {
    db.exec('BEGIN')
    try {
      return leaveOutMismatches(query)
    } finally {
      db.exec('COMMIT')
    }
  }

  const isSound = (uniqueIdentifiers: readonly string[], query: FindQuery, from: typeof get): boolean =>
    uniqueIdentifiers.every((each) => examine(each, query, from) === undefined)

  const checkInTurns = async (found: FindResult, query: FindQuery): Promise<FindResult> => {
    for (let at = 0; at < found.uniqueIdentifiers.length; at += AT_ONCE) {
      if (!isSound(found.uniqueIdentifiers.slice(at, at + AT_ONCE), query, peek)) return searchSnapshot(query)
      await setImmediate()
    }
    return found
  }

  return (query: FindQuery): Awaitable<FindResult> => {
    const found = search(query)
    if (found.uniqueIdentifiers.length > AT_ONCE) return checkInTurns(found, query)
    return isSound(found.uniqueIdentifiers, query, get) ? found : searchSnapshot(query)
  }
}
