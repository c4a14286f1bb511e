import type { DatabaseSync } from 'node:sqlite'
import { StoreFenced } from '../errors.ts'
import type { CommitOutcome, RowSet } from '../record/row.ts'
import { ChangeRefused, type NameMove } from './change-in-progress.ts'
import { createDocumentWriter } from './document-writer.ts'
import { createFenceCheck } from './fence.ts'
import { createIndexWriter } from './index-writer.ts'
import { createKeyWriter } from './keys/key-writer.ts'
import { createObjectWriter } from './object-writer.ts'
import { createOwnerIds } from './owner-ids.ts'
import { createRunner } from './runner.ts'

/**
 * Writes many change sets in one transaction. A refused set does not fail the others. Refusals are rare and savepoints cost a
 * tenth of the writing, so that only a second run uses them.
 */
export interface RowWriter {
  /** Applies change sets within the open transaction, or a new one. */
  add(sets: readonly RowSet[]): void
  /** Change sets in the open transaction. */
  readonly size: number
  /** Makes them durable: one outcome each. `hasErased`: overwritten key material is still in the write-ahead log. */
  commit(): { readonly outcomes: CommitOutcome[]; readonly hasErased: boolean }
}

/** The store's only writer over one connection. @param epoch - by {@link takeFence}; nothing is written under a later one */
export function createRowWriter(db: DatabaseSync, epoch: string): RowWriter {
  const run = createRunner(db)
  const beginWriting = db.prepare('BEGIN IMMEDIATE')
  const requireFence = createFenceCheck(db, epoch)
  const commit = db.prepare('COMMIT')
  const savepoint = db.prepare('SAVEPOINT change_set')
  const release = db.prepare('RELEASE change_set')
  const rollback = db.prepare('ROLLBACK TO change_set')
  let hasErased = false
  const owners = createOwnerIds(db)
  const index = createIndexWriter(db, run)
  const writeObject = createObjectWriter(db, run, owners, index, () => {
    hasErased = true
  })
  const writeDocument = createDocumentWriter(db, owners.findOrAdd)
  const writeKeys = createKeyWriter(db, () => {
    hasErased = true
  })

  const applySet = ({ changes, audit, documents, keys = [], removedAudit = 0 }: RowSet) => {
    const moves = new Map<number, NameMove>()
    for (const change of changes) {
      const move = writeObject(change)
      const earlier = moves.get(move.sequence)
      if (earlier) earlier.after = move.after
      else moves.set(move.sequence, move)
    }
    index.moveNames(moves.values())
    for (const row of documents) {
      writeDocument(row)
      // The overwritten content is still in the log.
      if (row.change !== 'create') hasErased = true
    }
    for (const { time, event } of audit) run('INSERT INTO audit (time, event) VALUES (?, ?)', time, event)
    keys.forEach(writeKeys)
    if (removedAudit > 0)
      run('DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit ORDER BY sequence LIMIT ?)', removedAudit)
  }

  const begin = () => {
    beginWriting.run()
    requireFence()
  }

  const toOutcome = (error: unknown): CommitOutcome => {
    if (error instanceof StoreFenced) return { result: 'fenced', holder: error.holder }
    return error instanceof ChangeRefused ? error.outcome : { result: 'failed', error }
  }

  const undo = () => {
    if (db.isTransaction) db.exec('ROLLBACK')
    owners.forget()
  }

  const applyInSavepoint = (set: RowSet): CommitOutcome => {
    savepoint.run()
    try {
      applySet(set)
      release.run()
      return undefined
    } catch (error) {
      if (!db.isTransaction) throw error
      rollback.run()
      release.run()
      owners.forget()
      return toOutcome(error)
    }
  }

  const retry = (sets: readonly RowSet[], error: unknown): CommitOutcome[] =>
    sets.length === 1 ? [toOutcome(error)] : applySeparately(sets)

  const commitAll = (sets: readonly RowSet[]): CommitOutcome[] => {
    try {
      commit.run()
      return sets.map(() => undefined)
    } catch (error) {
      undo()
      return retry(sets, error)
    }
  }

  const applySeparately = (sets: readonly RowSet[]): CommitOutcome[] => {
    try {
      begin()
      const outcomes = sets.map(applyInSavepoint)
      commit.run()
      return outcomes
    } catch (error) {
      undo()
      return sets.map(() => toOutcome(error))
    }
  }

  let sets: RowSet[] = []
  let failed: { readonly error: unknown } | undefined

  return {
    add(more) {
      const isFirst = sets.length === 0
      sets.push(...more)
      if (failed) return
      try {
        if (isFirst && more.length > 0) begin()
        for (const set of more) applySet(set)
      } catch (error) {
        failed = { error }
        undo()
      }
    },
    get size() {
      return sets.length
    },
    commit() {
      const all = sets
      const failure = failed
      sets = []
      failed = undefined
      const outcomes = failure ? retry(all, failure.error) : commitAll(all)
      const result = { outcomes, hasErased }
      hasErased = false
      return result
    },
  }
}
