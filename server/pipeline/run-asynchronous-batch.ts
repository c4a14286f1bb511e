import { KmipError, type RequestBatchItem, type ResponseBatchItem } from '../../codec/index.ts'
import { type RequestRecord, requestKind, type StoredRequest, toStoredRequest } from '../asynchronous/request-record.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { DocumentChange } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { commitAnswers, reportItem } from './commit-answers.ts'
import { describeFailure } from './describe-failure.ts'
import { noteResult, toFailedItem, toSucceededItem } from './item-result.ts'
import { numberRequest } from './number-request.ts'
import { createReferences } from './references.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { attemptAll } from './run-all-or-nothing.ts'
import { type ItemContext, type Payload, runItem } from './run-item.ts'
import type { Services } from './services.ts'

const stopped = new KmipError(
  'OperationCanceledByRequester',
  'An earlier item of the batch failed, and the batch stops at the first failure.',
)

const revoked = new KmipError('PermissionDenied', 'The client that sent this request was revoked.')

// A record keeps the payload beside its operation, as the item had it.
const restoreItem = ({ item, fault }: RequestRecord): RequestBatchItem =>
  ({ ...item, ...(fault && { fault: new KmipError(fault.reason, fault.message) }) }) as unknown as RequestBatchItem

const restoreBatch = (
  services: Services,
  { version, principal, correlation, clientCorrelation }: RequestRecord,
): Batch => ({
  ...{ services, version, principal, correlation, clientCorrelation },
  limit: undefined,
  ...numberRequest([]),
})

/** Turns a failure of the item into its result; rethrows a failure of the store, which says nothing about the item. */
const toRefusedItem = (error: unknown, item: RequestBatchItem, batch: Batch): ResponseBatchItem => {
  if (!describeFailure(error)) throw error
  return toFailedItem(item, error, batch)
}

/** The result of an item, and the changes to commit with it. */
const attemptItem = async (item: RequestBatchItem, batch: Batch, context: ItemContext) => {
  try {
    const { payload, changes = [], documents = [] } = await runItem(item, context)
    return { result: toSucceededItem(item, payload), changes, documents }
  } catch (error) {
    if (error instanceof DeniedError) context.references.forget()
    return { result: toFailedItem(item, error, batch), changes: [], documents: [] }
  }
}

/**
 * Runs the pending requests of one batch. Each result is committed together with its changes: if the server stops, a request is
 * either done or runs after the next start.
 */
export const runAsynchronousBatch = async (
  keys: readonly string[],
  services: Services,
  done: (key: string) => void,
): Promise<void> => {
  const { store, asynchronous } = services
  const read = async (key: string): Promise<StoredRequest | undefined> => {
    const [document] = await store.documents({ kind: requestKind, key })
    return document && toStoredRequest(document)
  }
  const finishRequest = (request: StoredRequest, result: ResponseBatchItem): DocumentChange =>
    asynchronous.finish(request, { result })

  const requests = (await Promise.all(keys.map(read))).filter((each) => each !== undefined)
  const first = requests[0]?.record
  if (!first) return
  const batch = restoreBatch(services, first)
  const context: ItemContext = { ...batch, references: createReferences(), view: store }

  const { principal, submitted } = first
  const isAdmitted = (): boolean => services.isClientAdmitted(principal.client ?? principal.id, submitted)

  /** Runs one item, if it is still pending: it may be canceled, or done by another server. */
  const runOne = (key: string, isContinued: boolean): Promise<ResponseBatchItem | undefined> =>
    retryConflicts(async () => {
      const request = await read(key)
      if (!request || request.record.result) return request?.record.result
      const item = restoreItem(request.record)
      const refusal = !isAdmitted() ? revoked : isContinued ? undefined : stopped
      const { result, changes, documents } = refusal
        ? { result: toFailedItem(item, refusal, batch), changes: [], documents: [] }
        : await attemptItem(item, batch, context)
      try {
        const finished = [...documents, finishRequest(request, result)]
        await commitAnswers(batch, [{ item, response: result }], changes, finished)
        reportItem(result, batch, item)
        return result
      } catch (error) {
        const refused = toRefusedItem(error, item, batch)
        await commitAnswers(batch, [{ item, response: refused }], [], [finishRequest(request, refused)])
        reportItem(refused, batch, item)
        return refused
      }
    }, services.mutex)

  const runInOrder = async (): Promise<void> => {
    let isContinued = true
    for (const { key, record } of requests) {
      const result = record.result ?? (await runOne(key, isContinued))
      if (result?.resultStatus === 'Success')
        noteResult(restoreItem(record), result.responsePayload as Payload, batch, context.references)
      else if (record.continuation !== 'Continue') isContinued = false
      done(key)
    }
  }

  const runTogether = (): Promise<void> =>
    retryConflicts(async () => {
      const open = (await Promise.all(keys.map(read))).filter((each) => each !== undefined)
      if (open.some(({ record }) => record.result)) return
      const items = open.map(({ record }) => restoreItem(record))
      const finishAll = (answers: readonly ResponseBatchItem[]): DocumentChange[] =>
        open.map((request, at) => {
          const { operation, uniqueBatchItemID } = request.record.item
          const undone = { operation, uniqueBatchItemID, resultStatus: 'OperationUndone' } as ResponseBatchItem
          return finishRequest(request, answers[at] ?? undone)
        })
      const { answers, committed } = await attemptAll(items, batch, finishAll)
      if (!committed) await store.commit([], [], finishAll(answers))
      for (const [at, answer] of answers.entries()) reportItem(answer, batch, items[at])
    }, services.mutex)

  await (first.continuation === 'Undo' && first.items > 1 && isAdmitted() ? runTogether() : runInOrder())
}
