import { KmipError, type RequestBatchItem, type ResponseBatchItem } from '../../codec/index.ts'
import { type RequestRecord, requestKind, requestOf, type StoredRequest } from '../asynchronous/request-record.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { DocumentChange } from '../store/store.ts'
import { attemptAll } from './all-or-nothing.ts'
import type { Batch } from './batch.ts'
import { failureOf } from './failure.ts'
import { type ItemContext, type Payload, runItem } from './item.ts'
import { auditsOf, failed, noteAnswer, report, succeeded } from './outcome.ts'
import { references } from './references.ts'
import type { Services } from './services.ts'
import { untilSettled } from './until-settled.ts'

const stopped = new KmipError(
  'OperationCanceledByRequester',
  'An earlier item of the batch did not succeed, and the batch was to stop then.',
)

const itemOf = ({ item, fault }: RequestRecord): RequestBatchItem =>
  ({ ...item, ...(fault && { fault: new KmipError(fault.reason, fault.message) }) }) as unknown as RequestBatchItem

const batchOf = (services: Services, { version, principal, correlation, clientCorrelation }: RequestRecord): Batch => ({
  ...{ services, version, principal, correlation, clientCorrelation },
  maximumResponseSize: undefined,
})

/** A failure of the item; trouble with the store is thrown on: it says nothing of the item. */
const refusal = (error: unknown, item: RequestBatchItem, batch: Batch): ResponseBatchItem => {
  if (!failureOf(error)) throw error
  return failed(item, error, batch)
}

/** What the item leads to, and the changes that make it true. */
const attempted = async (item: RequestBatchItem, batch: Batch, context: ItemContext) => {
  try {
    const { payload, changes = [], documents = [] } = await runItem(item, context)
    return { result: succeeded(item, payload), changes, documents }
  } catch (error) {
    if (error instanceof DeniedError) context.references.forget()
    return { result: failed(item, error, batch), changes: [], documents: [] }
  }
}

/**
 * Does the requests of one batch that are not done yet. A result is committed together with the changes that make it true: if
 * the server stops, a request is done altogether or not at all, and is done after the next start.
 */
export const runLater = async (
  keys: readonly string[],
  services: Services,
  done: (key: string) => void,
): Promise<void> => {
  const { store, asynchronous } = services
  const read = async (key: string): Promise<StoredRequest | undefined> => {
    const [document] = await store.documents({ kind: requestKind, key })
    return document && requestOf(document)
  }
  const finished = (request: StoredRequest, result: ResponseBatchItem): DocumentChange =>
    asynchronous.finished(request, { result })

  const requests = (await Promise.all(keys.map(read))).filter((each) => each !== undefined)
  const first = requests[0]?.record
  if (!first) return
  const batch = batchOf(services, first)
  const context: ItemContext = { ...batch, references: references(), view: store }

  /** One item, unless it is done by now: canceled, or by another server. */
  const one = (key: string, goOn: boolean): Promise<ResponseBatchItem | undefined> =>
    untilSettled(async () => {
      const request = await read(key)
      if (!request || request.record.result) return request?.record.result
      const item = itemOf(request.record)
      const { result, changes, documents } = goOn
        ? await attempted(item, batch, context)
        : { result: failed(item, stopped, batch), changes: [], documents: [] }
      const audits = auditsOf(item, changes, batch)
      try {
        await store.commit(changes, audits, [...documents, finished(request, result)])
        report(result, batch)
        return result
      } catch (error) {
        const refused = refusal(error, item, batch)
        await store.commit([], [], [finished(request, refused)])
        report(refused, batch)
        return refused
      }
    }, services.mutex)

  const inOrder = async (): Promise<void> => {
    let goOn = true
    for (const { key, record } of requests) {
      const result = record.result ?? (await one(key, goOn))
      if (result?.resultStatus === 'Success')
        noteAnswer(itemOf(record), result.responsePayload as Payload, batch, context.references)
      else if (record.continuation !== 'Continue') goOn = false
      done(key)
    }
  }

  const together = (): Promise<void> =>
    untilSettled(async () => {
      const open = (await Promise.all(keys.map(read))).filter((each) => each !== undefined)
      if (open.some(({ record }) => record.result)) return
      const items = open.map(({ record }) => itemOf(record))
      const results = (answers: readonly ResponseBatchItem[]): DocumentChange[] =>
        open.map((request, at) => {
          const { operation, uniqueBatchItemID } = request.record.item
          const undone = { operation, uniqueBatchItemID, resultStatus: 'OperationUndone' } as ResponseBatchItem
          return finished(request, answers[at] ?? undone)
        })
      const { answers, committed } = await attemptAll(items, batch, results)
      if (!committed) await store.commit([], [], results(answers))
      for (const answer of answers) report(answer, batch)
    }, services.mutex)

  await (first.continuation === 'Undo' && first.items > 1 ? together() : inOrder())
}
