import type { DatabaseSync } from 'node:sqlite'
import type { AuditRow, Outcome, RowSet } from '../record/row.ts'
import { type NameMove, Refused } from './change-in-progress.ts'
import { createDocumentWriter } from './document-writer.ts'
import { createIndexWriter } from './index-writer.ts'
import { createObjectWriter } from './object-writer.ts'
import { createOwnerIds } from './owner-ids.ts'
import { createRunner } from './runner.ts'

/**
 * One transaction after the other, each of many change sets. A set that is refused does not fail the others: as this is
 * rare and savepoints cost a tenth of the writing, they are used only in a second run.
 */
export interface RowWriter {
  /** Applies change sets within the transaction under way, or a new one. */
  add(sets: readonly RowSet[]): void
  /** Change sets in the transaction under way. */
  readonly size: number
  /** Makes them durable: one outcome each. `erased`: key material was overwritten, and is still in the log. */
  commit(): { readonly outcomes: Outcome[]; readonly erased: boolean }
}

/** The store's only writer over one connection. */
export function createRowWriter(db: DatabaseSync): RowWriter {
  const run = createRunner(db)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const savepoint = db.prepare('SAVEPOINT change_set')
  const release = db.prepare('RELEASE change_set')
  const rollback = db.prepare('ROLLBACK TO change_set')
  let erased = false
  const owners = createOwnerIds(db)
  const index = createIndexWriter(db, run)
  const writeObject = createObjectWriter(db, run, owners, index, () => {
    erased = true
  })
  const writeDocument = createDocumentWriter(db, owners.of)

  const applySet = ({ changes, audit, documents }: RowSet) => {
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
      // What a document held is overwritten, and is still in the log.
      if (row.change !== 'create') erased = true
    }
    for (const { time, event } of audit as readonly AuditRow[])
      run('INSERT INTO audit (time, event) VALUES (?, ?)', time, event)
  }

  const outcomeOf = (error: unknown): Outcome =>
    error instanceof Refused ? error.outcome : { result: 'failed', error }

  const undo = () => {
    if (db.isTransaction) db.exec('ROLLBACK')
    owners.forget()
  }

  const applyInSavepoint = (set: RowSet): Outcome => {
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
      return outcomeOf(error)
    }
  }

  const retry = (sets: readonly RowSet[], error: unknown): Outcome[] =>
    sets.length === 1 ? [outcomeOf(error)] : applySeparately(sets)

  const commitAll = (sets: readonly RowSet[]): Outcome[] => {
    try {
      commit.run()
      return sets.map(() => undefined)
    } catch (error) {
      undo()
      return retry(sets, error)
    }
  }

  const applySeparately = (sets: readonly RowSet[]): Outcome[] => {
    try {
      begin.run()
      const outcomes = sets.map(applyInSavepoint)
      commit.run()
      return outcomes
    } catch (error) {
      undo()
      return sets.map(() => ({ result: 'failed', error }))
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
        if (isFirst && more.length > 0) begin.run()
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
      const result = { outcomes, erased }
      erased = false
      return result
    },
  }
}
