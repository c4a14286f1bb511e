import type { RequestBatchItem, RequestMessage, ResponseBatchItem } from '../../codec/index.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { OperationResult } from '../handler/handler.ts'
import type { Awaitable } from '../store/store.ts'
import { type AnswerRoom, answerRoom } from './answer-room.ts'
import type { Batch } from './batch.ts'
import { type ItemContext, type Payload, runItem } from './item.ts'
import { auditsOf, failed, noteAnswer, report, succeeded } from './outcome.ts'
import { references } from './references.ts'
import { BatchStreams } from './streams.ts'
import { untilSettled } from './until-settled.ts'

/** One item of a batch and what it needs. */
interface Turn {
  readonly item: RequestBatchItem
  readonly batch: Batch
  readonly context: ItemContext
  readonly room: AnswerRoom | undefined
  /** Items behind it. */
  readonly behind: number
}

/** An item that waits or changes something: committed before it is answered, once more when another request was faster. */
const committed = (first: Awaitable<OperationResult<Payload>>, turn: Turn): Promise<ResponseBatchItem> => {
  const { item, batch, context, room, behind } = turn
  let ready: Awaitable<OperationResult<Payload>> | undefined = first
  return untilSettled(async () => {
    const { payload, responseItem, changes = [], documents = [] } = await (ready ?? runItem(item, context))
    ready = undefined
    const success = succeeded(item, payload, responseItem)
    room?.require(success, behind)
    if (changes.length || documents.length)
      await batch.services.store.commit(changes, auditsOf(item, changes, batch), documents)
    context.streams?.keep()
    return success
  }, batch.services.mutex)
}

const refused = (error: unknown, { item, batch, context }: Turn): ResponseBatchItem => {
  if (error instanceof DeniedError) context.references.forget()
  context.streams?.forget(item)
  return failed(item, error, batch)
}

const outcomeOf = (turn: Turn): Awaitable<ResponseBatchItem> => {
  const { item, context, room, behind } = turn
  try {
    const outcome = runItem(item, context)
    if (outcome instanceof Promise || outcome.changes?.length || outcome.documents?.length)
      return committed(outcome, turn).catch((error: unknown) => refused(error, turn))
    const success = succeeded(item, outcome.payload, outcome.responseItem)
    room?.require(success, behind)
    return success
  } catch (error) {
    return refused(error, turn)
  }
}

const contextOf = (batch: Batch): ItemContext => ({
  services: batch.services,
  version: batch.version,
  principal: batch.principal,
  peer: batch.peer,
  references: references(),
  view: batch.services.store,
  streams: new BatchStreams(batch.services.streams, batch.principal.id),
})

const reported = (response: ResponseBatchItem, batch: Batch): readonly ResponseBatchItem[] => {
  report(response, batch)
  return [response]
}

/** A request of one item, which is what nearly all are: answered at once if nothing has to wait. */
const only = (item: RequestBatchItem, batch: Batch): Awaitable<readonly ResponseBatchItem[]> => {
  const { maximumResponseSize, version } = batch
  const room = maximumResponseSize === undefined ? undefined : answerRoom(maximumResponseSize, version)
  const response = outcomeOf({ item, batch, context: contextOf(batch), room, behind: 0 })
  return response instanceof Promise ? response.then((later) => reported(later, batch)) : reported(response, batch)
}

const several = async ({ batchItem }: RequestMessage, batch: Batch, goOn: boolean): Promise<ResponseBatchItem[]> => {
  const context = contextOf(batch)
  const room = answerRoom(batch.maximumResponseSize, batch.version)
  const answers: ResponseBatchItem[] = []
  for (const [at, item] of batchItem.entries()) {
    const response = await outcomeOf({ item, batch, context, room, behind: batchItem.length - at - 1 })
    room.take(response)
    answers.push(response)
    report(response, batch)
    if (response.resultStatus === 'Success')
      noteAnswer(item, response.responsePayload as Payload, batch, context.references)
    else if (!goOn && response.resultStatus === 'OperationFailed') break
  }
  return answers
}

/** Stop and Continue: each item is committed before the next one runs. */
export const oneByOne = (
  request: RequestMessage,
  batch: Batch,
  goOn: boolean,
): Awaitable<readonly ResponseBatchItem[]> => {
  const [first, second] = request.batchItem
  return first && !second ? only(first, batch) : several(request, batch, goOn)
}
