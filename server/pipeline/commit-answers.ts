import type { RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'
import type { Change, DocumentChange } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { describeItem } from './item-result.ts'

/** An item of a request, and its answer. */
export interface Answer {
  readonly item: RequestBatchItem
  readonly response: ResponseBatchItem
}

/** Answers whose audit records a commit holds. */
const committed = new WeakSet<ResponseBatchItem>()

/** Commits the changes of items together with their audit records. */
export const commitAnswers = async (
  { services, ...batch }: Batch,
  answers: readonly Answer[],
  changes: readonly Change[],
  documents: readonly DocumentChange[],
): Promise<void> => {
  const { store, audit } = services
  const records = answers
    .map(({ item, response }) => audit.describe({ event: describeItem(response, batch, item), response, item, batch }))
    .filter((record) => record !== undefined)
  await store.commit(changes, records, documents)
  for (const { response } of answers) committed.add(response)
  audit.addCommitted(records)
}

/** Reports an answered item to the log and, unless its changes were committed with their record, to the audit. */
export const reportItem = (response: ResponseBatchItem, batch: Batch, item: RequestBatchItem | undefined): void => {
  const event = describeItem(response, batch, item)
  batch.services.reportItem(event)
  if (!committed.has(response)) batch.services.audit.add({ event, response, item, batch })
}
