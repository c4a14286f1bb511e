import type { RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'
import type { Change, DocumentChange } from '../store/store.ts'
import type { Batch } from './batch.ts'
import type { ItemEvent } from './item-event.ts'
import { describeItem } from './item-result.ts'

/** An item of a request, and its answer. */
export interface Answer {
  readonly item: RequestBatchItem
  readonly response: ResponseBatchItem
}

/** Answers whose audit records a commit holds, and what the records say. */
const committed = new WeakMap<ResponseBatchItem, ItemEvent>()

/** Commits the changes of items together with their audit records. */
export const commitAnswers = async (
  { services, ...batch }: Batch,
  answers: readonly Answer[],
  changes: readonly Change[],
  documents: readonly DocumentChange[],
): Promise<void> => {
  const { store, audit } = services
  const events = answers.map(({ item, response }) => describeItem(response, batch, item))
  const records = answers
    .map(({ item, response }, at) => audit.describe({ event: events[at] as ItemEvent, response, item, batch }))
    .filter((record) => record !== undefined)
  await store.commit(changes, records, documents)
  for (const [at, { response }] of answers.entries()) committed.set(response, events[at] as ItemEvent)
  audit.addCommitted(records)
}

/** Reports an answered item to the log and, unless its changes were committed with their record, to the audit. */
export const reportItem = (response: ResponseBatchItem, batch: Batch, item: RequestBatchItem | undefined): void => {
  const recorded = committed.get(response)
  const event = recorded ?? describeItem(response, batch, item)
  batch.services.reportItem(event)
  if (!recorded) batch.services.audit.add({ event, response, item, batch })
}
