import type { RequestBatchItem, RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import { NameRefused } from '../policy/guard-names.ts'
import { NameTaken, RevisionConflict } from '../store/errors.ts'
import type { Change, DocumentChange } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { commitAnswers, reportItem } from './commit-answers.ts'
import { noteResult, toFailedItem, toSucceededItem, toUndoneItem } from './item-result.ts'
import { createReferences } from './references.ts'
import { createResponseBudget } from './response-budget.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { runItem } from './run-item.ts'
import { BatchStreams } from './streams.ts'
import { createView } from './view.ts'

/** The index of the item that a commit failed for: the one with the change at fault, or the last one. */
const findItemAtFault = (error: unknown, changed: readonly (readonly Change[])[]): number => {
  const isAtFault = (change: Change): boolean =>
    (error instanceof NameTaken || error instanceof NameRefused) &&
    change.kind !== 'delete' &&
    change.object.uniqueIdentifier === error.uniqueIdentifier
  const index = changed.findLastIndex((changes) => changes.some(isAtFault))
  return index < 0 ? changed.length - 1 : index
}

/** The result of all items together. `committed`: the changes are durable. */
interface Attempt {
  readonly answers: readonly ResponseBatchItem[]
  readonly committed: boolean
}

/**
 * Runs all items in one commit. `more` adds documents to that commit, given the answers.
 * @throws RevisionConflict when another request changed one of the objects first
 */
export const attemptAll = async (
  batchItem: readonly RequestBatchItem[],
  batch: Batch,
  more: (answers: readonly ResponseBatchItem[]) => readonly DocumentChange[] = () => [],
  streams?: BatchStreams,
): Promise<Attempt> => {
  const { services, limit } = batch
  const view = createView(services.store)
  const context = { ...batch, references: createReferences(), view, ...(streams && { streams }) }
  const budget = limit && createResponseBudget(limit, batchItem, false)
  const done: ResponseBatchItem[] = []
  const changed: (readonly Change[])[] = []
  try {
    for (const [at, item] of batchItem.entries()) {
      const { payload, responseItem, changes = [], documents = [] } = await runItem(item, context)
      const success = toSucceededItem(item, payload, responseItem)
      budget?.require(success, at)
      budget?.take(success)
      view.stage(changes, documents)
      changed.push(changes)
      done.push(success)
      noteResult(item, payload, batch, context.references)
    }
    const documents = [...view.stagedDocuments, ...more(done)]
    const answers = done.map((response, at) => ({ item: batchItem[at] as RequestBatchItem, response }))
    if (view.staged.length || documents.length) await commitAnswers(batch, answers, view.staged, documents)
    streams?.keep()
    return { answers: done, committed: true }
  } catch (error) {
    if (error instanceof RevisionConflict) throw error
    for (const item of batchItem) streams?.forget(item)
    const index = done.length < batchItem.length ? done.length : findItemAtFault(error, changed)
    const answers = [
      ...done.slice(0, index).map(toUndoneItem),
      toFailedItem(batchItem[index] as RequestBatchItem, error, batch),
    ]
    // Undone items are smaller than they were.
    const afterwards = limit && createResponseBudget(limit, batchItem.slice(0, answers.length), false)
    return { answers: afterwards ? answers.map((answer) => afterwards.take(answer)) : answers, committed: false }
  }
}

/** Batch Error Continuation Option Undo: one commit for all items, or none. */
export const runAllOrNothing = async (
  { batchItem }: RequestMessage,
  batch: Batch,
): Promise<readonly ResponseBatchItem[]> => {
  const streams = new BatchStreams(batch.services.streams, batch.principal.id)
  const attempt = () => attemptAll(batchItem, batch, undefined, streams)
  const { answers } = await retryConflicts(attempt, batch.services.mutex).catch((error: unknown) => {
    for (const item of batchItem) streams.forget(item)
    return { answers: [toFailedItem(batchItem[0] as RequestBatchItem, error, batch)] }
  })
  for (const [at, response] of answers.entries()) reportItem(response, batch, batchItem[at])
  return answers
}
