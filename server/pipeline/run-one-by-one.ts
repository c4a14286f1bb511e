import type { RequestBatchItem, RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { OperationResult } from '../handler/handler.ts'
import type { Awaitable } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { commitAnswers, reportItem } from './commit-answers.ts'
import { noteResult, toFailedItem, toSucceededItem } from './item-result.ts'
import { createReferences } from './references.ts'
import { createResponseBudget, type ResponseBudget } from './response-budget.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { type ItemContext, type Payload, runItem } from './run-item.ts'
import { BatchStreams } from './streams.ts'

/** One item of a batch with its context. */
interface ItemRun {
  readonly item: RequestBatchItem
  readonly batch: Batch
  readonly context: ItemContext
  readonly budget: ResponseBudget | undefined
  /** Of the item in the batch. */
  readonly position: number
}

/** Commits an item before its answer; runs it again when another request changed the same object first. */
const commitItem = (first: Awaitable<OperationResult<Payload>>, run: ItemRun): Promise<ResponseBatchItem> => {
  const { item, batch, context, budget, position } = run
  let pending: Awaitable<OperationResult<Payload>> | undefined = first
  return retryConflicts(async () => {
    const { payload, responseItem, changes = [], documents = [] } = await (pending ?? runItem(item, context))
    pending = undefined
    const success = toSucceededItem(item, payload, responseItem)
    budget?.require(success, position)
    if (changes.length || documents.length)
      await commitAnswers(batch, [{ item, response: success }], changes, documents)
    context.streams?.keep()
    return success
  }, batch.services.mutex)
}

const refuseItem = (error: unknown, { item, batch, context }: ItemRun): ResponseBatchItem => {
  if (error instanceof DeniedError) context.references.forget()
  context.streams?.forget(item)
  return toFailedItem(item, error, batch)
}

const answerItem = (run: ItemRun): Awaitable<ResponseBatchItem> => {
  const { item, context, budget, position } = run
  try {
    const outcome = runItem(item, context)
    if (outcome instanceof Promise || outcome.changes?.length || outcome.documents?.length)
      return commitItem(outcome, run).catch((error: unknown) => refuseItem(error, run))
    const success = toSucceededItem(item, outcome.payload, outcome.responseItem)
    budget?.require(success, position)
    return success
  } catch (error) {
    return refuseItem(error, run)
  }
}

const createItemContext = (batch: Batch): ItemContext => ({
  services: batch.services,
  version: batch.version,
  principal: batch.principal,
  peer: batch.peer,
  references: createReferences(),
  view: batch.services.store,
  streams: new BatchStreams(batch.services.streams, batch.principal.id),
})

const reportSingle = (
  response: ResponseBatchItem,
  batch: Batch,
  item: RequestBatchItem,
): readonly ResponseBatchItem[] => {
  reportItem(response, batch, item)
  return [response]
}

/** A request of one item, as nearly all are: synchronous if nothing is awaited. */
const runSingle = (item: RequestBatchItem, batch: Batch): Awaitable<readonly ResponseBatchItem[]> => {
  const { limit } = batch
  const budget = limit?.maximum === undefined ? undefined : createResponseBudget(limit, [item], false)
  const response = answerItem({ item, batch, context: createItemContext(batch), budget, position: 0 })
  const finish = (answer: ResponseBatchItem) => reportSingle(budget ? budget.take(answer) : answer, batch, item)
  return response instanceof Promise ? response.then(finish) : finish(response)
}

const runSeveral = async (
  { batchItem }: RequestMessage,
  batch: Batch,
  continueOnFailure: boolean,
): Promise<ResponseBatchItem[]> => {
  const context = createItemContext(batch)
  const budget = batch.limit && createResponseBudget(batch.limit, batchItem, continueOnFailure)
  const answers: ResponseBatchItem[] = []
  for (const [position, item] of batchItem.entries()) {
    const answer = await answerItem({ item, batch, context, budget, position })
    const response = budget ? budget.take(answer) : answer
    answers.push(response)
    reportItem(response, batch, item)
    if (response.resultStatus === 'Success')
      noteResult(item, response.responsePayload as Payload, batch, context.references)
    else if (!continueOnFailure && response.resultStatus === 'OperationFailed') break
  }
  return answers
}

/** Batch Error Continuation Options Stop and Continue: commits each item before the next one runs. */
export const runOneByOne = (
  request: RequestMessage,
  batch: Batch,
  continueOnFailure: boolean,
): Awaitable<readonly ResponseBatchItem[]> => {
  const [first, second] = request.batchItem
  return first && !second ? runSingle(first, batch) : runSeveral(request, batch, continueOnFailure)
}
