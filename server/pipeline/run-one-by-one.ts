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

/** One item of a batch and what it needs. */
interface Turn {
  readonly item: RequestBatchItem
  readonly batch: Batch
  readonly context: ItemContext
  readonly room: ResponseBudget | undefined
  /** Items behind it. */
  readonly behind: number
}

/** An item that waits or changes something: committed before it is answered, once more when another request was faster. */
const commitItem = (first: Awaitable<OperationResult<Payload>>, turn: Turn): Promise<ResponseBatchItem> => {
  const { item, batch, context, room, behind } = turn
  let ready: Awaitable<OperationResult<Payload>> | undefined = first
  return retryConflicts(async () => {
    const { payload, responseItem, changes = [], documents = [] } = await (ready ?? runItem(item, context))
    ready = undefined
    const success = toSucceededItem(item, payload, responseItem)
    room?.require(success, behind)
    if (changes.length || documents.length)
      await batch.services.store.commit(changes, createAuditRecords(item, changes, batch), documents)
    context.streams?.keep()
    return success
  }, batch.services.mutex)
}

const refuseItem = (error: unknown, { item, batch, context }: Turn): ResponseBatchItem => {
  if (error instanceof DeniedError) context.references.forget()
  context.streams?.forget(item)
  return toFailedItem(item, error, batch)
}

const answerItem = (turn: Turn): Awaitable<ResponseBatchItem> => {
  const { item, context, room, behind } = turn
  try {
    const outcome = runItem(item, context)
    if (outcome instanceof Promise || outcome.changes?.length || outcome.documents?.length)
      return commitItem(outcome, turn).catch((error: unknown) => refuseItem(error, turn))
    const success = toSucceededItem(item, outcome.payload, outcome.responseItem)
    room?.require(success, behind)
    return success
  } catch (error) {
    return refuseItem(error, turn)
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

const reportSingle = (response: ResponseBatchItem, batch: Batch): readonly ResponseBatchItem[] => {
  reportItem(response, batch)
  return [response]
}

/** A request of one item, which is what nearly all are: answered at once if nothing has to wait. */
const runSingle = (item: RequestBatchItem, batch: Batch): Awaitable<readonly ResponseBatchItem[]> => {
  const { maximumResponseSize, version } = batch
  const room = maximumResponseSize === undefined ? undefined : createResponseBudget(maximumResponseSize, version)
  const response = answerItem({ item, batch, context: createItemContext(batch), room, behind: 0 })
  return response instanceof Promise
    ? response.then((later) => reportSingle(later, batch))
    : reportSingle(response, batch)
}

const runSeveral = async ({ batchItem }: RequestMessage, batch: Batch, goOn: boolean): Promise<ResponseBatchItem[]> => {
  const context = createItemContext(batch)
  const room = createResponseBudget(batch.maximumResponseSize, batch.version)
  const answers: ResponseBatchItem[] = []
  for (const [at, item] of batchItem.entries()) {
    const response = await answerItem({ item, batch, context, room, behind: batchItem.length - at - 1 })
    room.take(response)
    answers.push(response)
    reportItem(response, batch)
    if (response.resultStatus === 'Success')
      noteResult(item, response.responsePayload as Payload, batch, context.references)
    else if (!goOn && response.resultStatus === 'OperationFailed') break
  }
  return answers
}

/** Stop and Continue: each item is committed before the next one runs. */
export const runOneByOne = (
  request: RequestMessage,
  batch: Batch,
  goOn: boolean,
): Awaitable<readonly ResponseBatchItem[]> => {
  const [first, second] = request.batchItem
  return first && !second ? runSingle(first, batch) : runSeveral(request, batch, goOn)
}
