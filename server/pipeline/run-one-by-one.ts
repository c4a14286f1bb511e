import type { RequestBatchItem, RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { OperationResult } from '../handler/handler.ts'
import type { Awaitable } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { createAuditRecords, noteResult, reportItem, toFailedItem, toSucceededItem } from './item-result.ts'
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
  /** Items that follow. */
  readonly behind: number
}

/** Commits an item before its answer; runs it again when another request changed the same object first. */
const commitItem = (first: Awaitable<OperationResult<Payload>>, run: ItemRun): Promise<ResponseBatchItem> => {
  const { item, batch, context, budget, behind } = run
  let pending: Awaitable<OperationResult<Payload>> | undefined = first
  return retryConflicts(async () => {
    const { payload, responseItem, changes = [], documents = [] } = await (pending ?? runItem(item, context))
    pending = undefined
    const success = toSucceededItem(item, payload, responseItem)
    budget?.require(success, behind)
    if (changes.length || documents.length)
      await batch.services.store.commit(changes, createAuditRecords(item, changes, batch), documents)
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
  const { item, context, budget, behind } = run
  try {
    const outcome = runItem(item, context)
    if (outcome instanceof Promise || outcome.changes?.length || outcome.documents?.length)
      return commitItem(outcome, run).catch((error: unknown) => refuseItem(error, run))
    const success = toSucceededItem(item, outcome.payload, outcome.responseItem)
    budget?.require(success, behind)
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
  const { maximumResponseSize, version } = batch
  const budget = maximumResponseSize === undefined ? undefined : createResponseBudget(maximumResponseSize, version)
  const response = answerItem({ item, batch, context: createItemContext(batch), budget, behind: 0 })
  return response instanceof Promise
    ? response.then((later) => reportSingle(later, batch, item))
    : reportSingle(response, batch, item)
}

const runSeveral = async (
  { batchItem }: RequestMessage,
  batch: Batch,
  continueOnFailure: boolean,
): Promise<ResponseBatchItem[]> => {
  const context = createItemContext(batch)
  const budget = createResponseBudget(batch.maximumResponseSize, batch.version)
  const answers: ResponseBatchItem[] = []
  for (const [at, item] of batchItem.entries()) {
    const response = await answerItem({ item, batch, context, budget, behind: batchItem.length - at - 1 })
    budget.take(response)
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
