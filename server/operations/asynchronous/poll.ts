import { KmipError, Poll, type ResponseBatchItem } from '../../../codec/index.ts'
import { encodeCorrelation } from '../../asynchronous/request-record.ts'
import type { Handler } from '../../handler/handler.ts'

const createUnknownRequestError = (): KmipError =>
  new KmipError(
    'InvalidAsynchronousCorrelationValue',
    'No request has this Asynchronous Correlation Value: it has expired, or it belongs to another client.',
  )

/**
 * Returns the item that the request would have had, or Operation Pending. A poll moves the request to the front of the
 * queue and waits briefly for its result. KMIP 1.4 §4.28, 2.1 §6.1.38.
 */
export const poll: Handler<typeof Poll> = {
  operation: Poll,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  async run({ asynchronousCorrelationValue }, { asynchronous, principal }) {
    const found = await asynchronous.find(principal.id, encodeCorrelation(asynchronousCorrelationValue))
    if (!found) throw createUnknownRequestError()
    const request = found.record.result ? found : await asynchronous.expedite(found, asynchronous.limits.pollWait)
    if (!request) throw createUnknownRequestError()
    const { result, item, obtained } = request.record
    if (!result) {
      const { operation } = item
      const pending = { operation, resultStatus: 'OperationPending', asynchronousCorrelationValue } as ResponseBatchItem
      return { payload: {}, responseItem: pending }
    }
    return {
      payload: {},
      responseItem: result,
      ...(!obtained && { documents: [asynchronous.finish(request, { result, obtained: true })] }),
    }
  },
}
