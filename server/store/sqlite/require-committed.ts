import { NameTaken, RevisionConflict, StoreFenced } from '../errors.ts'
import type { CommitOutcome } from '../record/row.ts'

/** @throws StoreFenced, RevisionConflict, NameTaken, or the failure of the store */
export function requireCommitted(outcome: CommitOutcome): void {
  if (!outcome) return
  if (outcome.result === 'failed') throw outcome.error
  if (outcome.result === 'fenced') throw new StoreFenced(outcome.holder)
  throw outcome.result === 'conflict'
    ? new RevisionConflict(outcome.uniqueIdentifier)
    : new NameTaken(outcome.uniqueIdentifier)
}
