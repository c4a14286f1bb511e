import type { RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import type { Awaitable } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { reportItem } from './commit-answers.ts'
import { toFailedItem } from './item-result.ts'
import { runAllOrNothing } from './run-all-or-nothing.ts'
import { runOneByOne } from './run-one-by-one.ts'
import { isAsynchronous, readContinuation, submitBatch } from './submit-batch.ts'

/** How the items of a request run. @throws KmipError for options that do not go together */
const chooseRun = (request: RequestMessage, batch: Batch): (() => Awaitable<readonly ResponseBatchItem[]>) => {
  const continuation = readContinuation(request)
  if (isAsynchronous(request, batch))
    return () => submitBatch(request, batch).catch((error: unknown) => refuseBatch(request, error, batch))
  if (continuation === 'Undo' && request.batchItem.length > 1) return () => runAllOrNothing(request, batch)
  return () => runOneByOne(request, batch, continuation === 'Continue')
}

/** Answers the items of a request in order. KMIP 1.4 §4, §6.13; 2.1 §6, §8.4. */
export const processBatch = (request: RequestMessage, batch: Batch): Awaitable<readonly ResponseBatchItem[]> => {
  let run: ReturnType<typeof chooseRun>
  try {
    run = chooseRun(request, batch)
  } catch (error) {
    return refuseBatch(request, error, batch)
  }
  return run()
}

/** Refuses a whole request: the first item fails, or every item with Batch Error Continuation Option Continue. */
export const refuseBatch = ({ requestHeader, batchItem }: RequestMessage, error: unknown, batch: Batch) => {
  const all = requestHeader.batchErrorContinuationOption === 'Continue'
  const answers = batchItem.slice(0, all ? undefined : 1).map((item) => toFailedItem(item, error, batch))
  for (const [at, response] of answers.entries()) reportItem(response, batch, batchItem[at])
  return answers
}
