import { CodecError, KmipError, type RequestMessage, type ResponseBatchItem } from '../../codec/index.ts'
import type { Submission } from '../asynchronous/asynchronous-requests.ts'
import type { Continuation, RequestRecord } from '../asynchronous/request-record.ts'
import type { AnyHandler } from '../handler/handler.ts'
import type { Batch } from './batch.ts'
import { reportItem } from './commit-answers.ts'
import { describeFailure } from './describe-failure.ts'

/** What to do when an item fails; Stop by default. KMIP 1.4 §6.13, 2.1 §9.4. */
export const readContinuation = ({ requestHeader }: RequestMessage): Continuation => {
  const option = requestHeader.batchErrorContinuationOption ?? 'Stop'
  if (option === 'Stop' || option === 'Continue' || option === 'Undo') return option
  throw new KmipError('InvalidField', `There is no Batch Error Continuation Option ${option}.`)
}

/**
 * Whether a request is answered by Poll: the client allows it, and so does each operation. KMIP 1.4 §6.7, 2.1 §9.2, §11.3.
 */
export const isAsynchronous = (
  { requestHeader, batchItem }: RequestMessage,
  { principal: { ticket }, services: { handlers } }: Pick<Batch, 'principal' | 'services'>,
): boolean => {
  const indicator = requestHeader.asynchronousIndicator ?? 'Prohibited'
  if (indicator === 'Prohibited') return false
  const filterItems = (when: AnyHandler['asynchronous']) =>
    batchItem.filter(({ operation }) => handlers.get(operation)?.asynchronous === when)
  const immediate = filterItems('never')
  // A ticket's remaining rights are in memory only, so its requests run now.
  if (indicator === 'Optional')
    return immediate.length === 0 && filterItems('Mandatory').length === 0 && !ticket?.layers.length
  if (indicator !== 'Mandatory') throw new KmipError('InvalidField', `There is no Asynchronous Indicator ${indicator}.`)
  if (immediate.length > 0 && immediate.length < batchItem.length)
    throw new KmipError(
      'InvalidField',
      `${immediate[0]?.operation} cannot be asynchronous: send it in a request of its own.`,
    )
  if (ticket?.layers.length)
    throw new KmipError('FeatureNotSupported', 'A ticket of limited rights does not allow asynchronous requests.')
  return immediate.length === 0
}

const describeFault = (error: unknown): RequestRecord['fault'] => {
  const failure = describeFailure(error)
  return failure && { reason: failure.reason, message: failure.message }
}

/** Stores the items of a request for later; answers each with Operation Pending. KMIP 1.4 §6.8, 2.1 §9.1. */
export const submitBatch = async (request: RequestMessage, batch: Batch): Promise<readonly ResponseBatchItem[]> => {
  const { services, version, correlation, clientCorrelation } = batch
  const { ticket: _, ...principal } = batch.principal
  const continuation = readContinuation(request)
  const values = await services.asynchronous.submit(
    request.batchItem.map(({ fault, ...item }): Submission => {
      const shared = { continuation, version, principal, correlation, clientCorrelation }
      return { ...shared, item, ...(fault instanceof CodecError && { fault: describeFault(fault) }) }
    }),
  )
  return request.batchItem.map((item, at) => {
    const { operation, uniqueBatchItemID } = item
    const response = {
      operation,
      uniqueBatchItemID,
      resultStatus: 'OperationPending',
      asynchronousCorrelationValue: values[at],
    } as ResponseBatchItem
    reportItem(response, batch, item)
    return response
  })
}
