import {
  KmipError,
  type RequestBatchItem,
  type RequestMessage,
  type ResponseBatchItem,
  reasonIn,
  type Version,
} from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import { NameTaken, RevisionConflict } from '../store/errors.ts'
import type { Change } from '../store/store.ts'
import { failureOf, generalFailure } from './failure.ts'
import { type ItemContext, runItem } from './item.ts'
import { references } from './references.ts'
import type { Services } from './services.ts'
import { view } from './view.ts'

/** A conflict means that another request was faster: the item runs again on what that one left. */
const mostAttempts = 20

type Payload = Record<string, unknown>

/** Throws Response Too Large when the answer so far and this payload would not fit. */
export type RequireFits = (items: readonly ResponseBatchItem[]) => void

interface Batch {
  readonly services: Services
  readonly version: Version
  readonly principal: Principal
  readonly requireFits: RequireFits
  readonly correlation: string | undefined
}

const answer = (item: RequestBatchItem, rest: Partial<ResponseBatchItem>): ResponseBatchItem =>
  ({
    operation: item.operation,
    ...(item.uniqueBatchItemID && { uniqueBatchItemID: item.uniqueBatchItemID }),
    ...rest,
  }) as ResponseBatchItem

const succeeded = (item: RequestBatchItem, payload: Payload): ResponseBatchItem =>
  answer(item, { resultStatus: 'Success', responsePayload: payload } as unknown as Partial<ResponseBatchItem>)

const failed = (item: RequestBatchItem, error: unknown, { services, version }: Batch): ResponseBatchItem => {
  const failure = failureOf(error)
  if (!failure) services.fault(error, { operation: item.operation })
  const { reason, message } = failure ?? generalFailure
  return answer(item, {
    resultStatus: 'OperationFailed',
    resultReason: reasonIn(version, reason),
    resultMessage: message,
  })
}

const audit = (batch: Batch, item: RequestBatchItem, changes: readonly Change[], now: Date) => ({
  time: now,
  event: {
    principal: batch.principal.id,
    operation: item.operation,
    objects: changes.map((change) =>
      change.kind === 'delete' ? change.uniqueIdentifier : change.object.uniqueIdentifier,
    ),
  },
})

const report = (batch: Batch, response: ResponseBatchItem): void => {
  const payload = response.responsePayload as Payload | undefined
  const uniqueIdentifier = payload?.uniqueIdentifier
  batch.services.done({
    principal: batch.principal.id,
    version: batch.version,
    operation: response.operation as string,
    resultStatus: response.resultStatus,
    ...(response.resultReason && { resultReason: response.resultReason }),
    ...(response.resultMessage && { resultMessage: response.resultMessage }),
    ...(typeof uniqueIdentifier === 'string' && { uniqueIdentifier }),
    ...(batch.correlation && { correlation: batch.correlation }),
  })
}

/** Runs `attempt` until nobody else was faster. */
const untilSettled = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried++)
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RevisionConflict) || tried >= mostAttempts) throw error
    }
}

/** Leaves to the items behind what this one answered. */
const noteAnswer = (
  { operation }: RequestBatchItem,
  payload: Payload,
  { references, services }: Pick<ItemContext, 'references' | 'services'>,
): void => references.note(operation, payload, services.handlers.get(operation)?.operation.placeholderOut)

/** Stop and Continue: each item is committed before the next one runs. */
const oneByOne = async (request: RequestMessage, batch: Batch, goOn: boolean): Promise<ResponseBatchItem[]> => {
  const answers: ResponseBatchItem[] = []
  const { services } = batch
  const context: Omit<ItemContext, 'view'> = { ...batch, references: references() }
  for (const item of request.batchItem) {
    let response: ResponseBatchItem
    try {
      response = await untilSettled(async () => {
        const { payload, changes } = await runItem(item, { ...context, view: view(services.store) })
        const success = succeeded(item, payload)
        if (changes?.length) {
          batch.requireFits([...answers, success])
          await services.store.commit(changes, [audit(batch, item, changes, services.now())])
        }
        noteAnswer(item, payload, context)
        return success
      })
    } catch (error) {
      response = failed(item, error, batch)
    }
    answers.push(response)
    report(batch, response)
    if (response.resultStatus !== 'Success' && !goOn) break
  }
  return answers
}

/** An undone item says no more than which object it was about (BL-M-2): results of what did not happen are not given out. */
const undone = ({ resultStatus: _, responsePayload, ...rest }: ResponseBatchItem): ResponseBatchItem => {
  const payload = responsePayload as Payload | undefined
  const keys = Object.keys(payload ?? {})
  return {
    ...rest,
    resultStatus: 'OperationUndone',
    ...(keys.length === 1 && keys[0] === 'uniqueIdentifier' && { responsePayload: payload }),
  } as ResponseBatchItem
}

/** Which item a commit failed for: the one that made the change at fault; else the last one. */
const atFault = (error: unknown, changed: readonly (readonly Change[])[]): number => {
  const concerns = (change: Change): boolean =>
    error instanceof NameTaken && change.kind !== 'delete' && change.object.uniqueIdentifier === error.uniqueIdentifier
  const index = changed.findLastIndex((changes) => changes.some(concerns))
  return index < 0 ? changed.length - 1 : index
}

/** Undo: all items are committed together, or none is. */
const allOrNothing = async (request: RequestMessage, batch: Batch): Promise<ResponseBatchItem[]> => {
  const { services } = batch
  const answers = await untilSettled(async () => {
    const context: ItemContext = { ...batch, references: references(), view: view(services.store) }
    const done: ResponseBatchItem[] = []
    const changed: (readonly Change[])[] = []
    try {
      for (const item of request.batchItem) {
        const { payload, changes = [] } = await runItem(item, context)
        context.view.stage(changes)
        changed.push(changes)
        done.push(succeeded(item, payload))
        noteAnswer(item, payload, context)
      }
      batch.requireFits(done)
      const audits = changed.flatMap((changes, at) =>
        changes.length ? [audit(batch, request.batchItem[at] as RequestBatchItem, changes, services.now())] : [],
      )
      if (audits.length) await services.store.commit(context.view.staged, audits)
      return done
    } catch (error) {
      if (error instanceof RevisionConflict) throw error
      const index = done.length < request.batchItem.length ? done.length : atFault(error, changed)
      return [...done.slice(0, index).map(undone), failed(request.batchItem[index] as RequestBatchItem, error, batch)]
    }
  }).catch((error: unknown) => [failed(request.batchItem[0] as RequestBatchItem, error, batch)])
  for (const response of answers) report(batch, response)
  return answers
}

/** Answers every item of a request that is to be answered, in order. KMIP 1.4 §4, §6.13; 2.1 §6, §8.4. */
export const processBatch = (request: RequestMessage, batch: Batch): Promise<ResponseBatchItem[]> => {
  const option = request.requestHeader.batchErrorContinuationOption ?? 'Stop'
  if (option === 'Undo' && request.batchItem.length > 1) return allOrNothing(request, batch)
  if (option !== 'Stop' && option !== 'Continue' && option !== 'Undo')
    throw new KmipError('InvalidField', `There is no Batch Error Continuation Option ${option}.`)
  return oneByOne(request, batch, option === 'Continue')
}
