import type { OperationName, ResponseBatchItem, ResponseMessage, ResponseOf } from '../codec/index.ts'
import type { ServerAddress } from './connection/server-address.ts'
import { KmipResponseError, ProtocolError } from './error.ts'
import type { BatchRequest } from './request.ts'
import { toBatchItemId } from './request-message.ts'

/** The outcome of one item of a batch. */
export type Outcome<N extends OperationName = OperationName> =
  | { readonly ok: true; readonly operation: N; readonly response: ResponseOf<N> }
  | { readonly ok: false; readonly operation: N; readonly error: KmipResponseError }

type Requests = readonly BatchRequest[]

/** The outcomes of a batch, in its order. */
export type Outcomes<T extends Requests> = { -readonly [I in keyof T]: Outcome<T[I]['operation']> }
export type Responses<T extends readonly Outcome[]> = {
  -readonly [I in keyof T]: Extract<T[I], { ok: true }>['response']
}

const toOutcome = (
  { operation }: BatchRequest,
  answer: ResponseBatchItem | undefined,
  server: ServerAddress | undefined,
): Outcome => {
  if (answer?.resultStatus === 'Success' && answer.responsePayload !== undefined)
    return { ok: true, operation, response: answer.responsePayload }
  // A server may leave out a response payload without fields.
  if (answer?.resultStatus === 'Success') return { ok: true, operation, response: {} as ResponseOf<OperationName> }
  return { ok: false, operation, error: new KmipResponseError({ ...answer, operation, server }) }
}

const createMismatchError = (what: string, server: ServerAddress | undefined): ProtocolError =>
  new ProtocolError(`the answer does not match the request: ${what}`, {
    fault: 'mismatch',
    hint: 'The server violates the standard: report it to its vendor. Check what it did before you repeat the call.',
    server,
  })

/** Pairs response items with request items: by Unique Batch Item ID, else by position. */
export const toOutcomes = (requests: Requests, { batchItem }: ResponseMessage, server?: ServerAddress): Outcome[] => {
  const [first] = batchItem
  // The server refused the message as a whole (KMIP 1.4 §11.1, 2.1 §12).
  if (batchItem.length === 1 && first?.operation === undefined && first?.resultStatus !== 'Success' && requests[0])
    throw new KmipResponseError({
      ...first,
      resultStatus: first?.resultStatus,
      operation: requests[0].operation,
      server,
    })
  if (batchItem.length > requests.length)
    throw createMismatchError(`${batchItem.length} items for ${requests.length}`, server)

  const identified = new Map<string, ResponseBatchItem>()
  for (const each of batchItem)
    if (each.uniqueBatchItemID) identified.set(Buffer.from(each.uniqueBatchItemID).toString('hex'), each)
  const byId = requests.length > 1 && identified.size === batchItem.length
  return requests.map((request, position) => {
    const answer = byId ? identified.get(Buffer.from(toBatchItemId(position)).toString('hex')) : batchItem[position]
    // The answer to Poll is that of the polled operation (KMIP 1.4 §4.28, 2.1 §6.1.38).
    if (request.operation !== 'Poll' && answer?.operation !== undefined && answer.operation !== request.operation)
      throw createMismatchError(`${answer.operation} for ${request.operation}`, server)
    return toOutcome(request, answer, server)
  })
}

/**
 * Returns the responses of a successful batch.
 * @throws KmipResponseError of the first failed item
 */
export const responsesOf = <const T extends readonly Outcome[]>(outcomes: T): Responses<T> => {
  // Undone and skipped items are a consequence; the failed item has the reason.
  const failed = outcomes.flatMap((each) => (each.ok ? [] : [each.error]))
  const first = failed.find(({ resultStatus }) => resultStatus === 'OperationFailed') ?? failed[0]
  if (first) throw first
  return outcomes.map((each) => each.ok && each.response) as Responses<T>
}
