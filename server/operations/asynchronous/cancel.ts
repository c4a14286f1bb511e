import {
  Cancel,
  type CancellationResult,
  KmipError,
  type ResponseBatchItem,
  translateReason,
} from '../../../codec/index.ts'
import { encodeCorrelation, type RequestRecord, type StoredRequest } from '../../asynchronous/request-record.ts'
import type { Handler } from '../../handler/handler.ts'

const canceledError = new KmipError('OperationCanceledByRequester', 'The request was canceled.')

const createCanceledItem = ({ item: { operation }, version }: RequestRecord): ResponseBatchItem =>
  ({
    operation,
    resultStatus: 'OperationFailed',
    resultReason: translateReason(version, canceledError.reason),
    resultMessage: canceledError.message,
  }) as ResponseBatchItem

/** Items of an all-or-nothing batch cannot be canceled one by one. */
const decideResult = (request: StoredRequest | undefined): CancellationResult => {
  if (!request) return 'Unavailable'
  const { result, canceled, continuation, items } = request.record
  if (canceled) return 'Canceled'
  if (result) return result.resultStatus === 'Success' ? 'Completed' : 'Failed'
  return continuation === 'Undo' && items > 1 ? 'UnableToCancel' : 'Canceled'
}

/**
 * Cancels a request that is pending or running. The result of a running one is discarded. Other principals get
 * Unavailable, as for an unknown request. KMIP 1.4 §4.27, 2.1 §6.1.5, §11.7.
 */
export const cancel: Handler<typeof Cancel> = {
  operation: Cancel,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  async run({ asynchronousCorrelationValue }, { asynchronous, principal }) {
    const request = await asynchronous.find(principal.id, encodeCorrelation(asynchronousCorrelationValue))
    const cancellationResult = decideResult(request)
    const ends = request && cancellationResult === 'Canceled' && !request.record.canceled
    return {
      payload: { asynchronousCorrelationValue, cancellationResult },
      ...(ends && {
        documents: [asynchronous.finish(request, { result: createCanceledItem(request.record), canceled: true })],
      }),
    }
  },
}
