import type { RequestBatchItem, RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import { NameTaken, RevisionConflict } from '../store/errors.ts'
import type { Change, DocumentChange } from '../store/store.ts'
import type { Batch } from './batch.ts'
import {
  createAuditRecords,
  noteResult,
  reportItem,
  toFailedItem,
  toSucceededItem,
  toUndoneItem,
} from './item-result.ts'
import { createReferences } from './references.ts'
import { createResponseBudget } from './response-budget.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { runItem } from './run-item.ts'
import { BatchStreams } from './streams.ts'
import { createView } from './view.ts'

/** Which item a commit failed for: the one that made the change at fault; else the last one. */
const findItemAtFault = (error: unknown, changed: readonly (readonly Change[])[]): number => {
  const isAtFault = (change: Change): boolean =>
    error instanceof NameTaken && change.kind !== 'delete' && change.object.uniqueIdentifier === error.uniqueIdentifier
  const index = changed.findLastIndex((changes) => changes.some(isAtFault))
  return index < 0 ? changed.length - 1 : index
}

/** What came of all items together; `committed`: the last thing to do was to make it durable, and that is done. */
interface Attempt {
  readonly answers: readonly ResponseBatchItem[]
  readonly committed: boolean
}

/**
 * Tries all items together. `more`: what is to be committed with them, given the answers.
 * @throws RevisionConflict when another request was faster
 */
export const attemptAll = async (
  batchItem: readonly RequestBatchItem[],
  batch: Batch,
  more: (answers: readonly ResponseBatchItem[]) => readonly DocumentChange[] = () => [],
  streams?: BatchStreams,
): Promise<Attempt> => {
  const { services, maximumResponseSize, version } = batch
  const own = createView(services.store)
  const context = { ...batch, references: createReferences(), view: own, ...(streams && { streams }) }
  const room = createResponseBudget(maximumResponseSize, version)
  const done: ResponseBatchItem[] = []
  const changed: (readonly Change[])[] = []
  try {
    for (const [at, item] of batchItem.entries()) {
      const { payload, responseItem, changes = [], documents = [] } = await runItem(item, context)
      const success = toSucceededItem(item, payload, responseItem)
      room.require(success, batchItem.length - at - 1)
      room.take(success)
      own.stage(changes, documents)
      changed.push(changes)
      done.push(success)
      noteResult(item, payload, batch, context.references)
    }
    const audits = changed.flatMap((changes, at) =>
      createAuditRecords(batchItem[at] as RequestBatchItem, changes, batch),
    )
    const documents = [...own.stagedDocuments, ...more(done)]
    if (audits.length || documents.length) await services.store.commit(own.staged, audits, documents)
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
    return { answers, committed: false }
  }
}

/** Undo: all items are committed together, or none is. */
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
  for (const response of answers) reportItem(response, batch)
  return answers
}
