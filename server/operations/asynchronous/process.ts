import { KmipError, Process } from '../../../codec/index.ts'
import { encodeCorrelation } from '../../asynchronous/request-record.ts'
import type { Handler } from '../../handler/handler.ts'

/** Runs a request now, after the earlier items of its batch. The next Poll returns its result. KMIP 2.1 §6.1.39. */
export const process: Handler<typeof Process> = {
  operation: Process,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  async run({ asynchronousCorrelationValue }, { asynchronous, principal }) {
    const request = await asynchronous.find(principal.id, encodeCorrelation(asynchronousCorrelationValue))
    if (!request)
      throw new KmipError(
        'InvalidAsynchronousCorrelationValue',
        'No request has this Asynchronous Correlation Value: it has expired, or it belongs to another client.',
      )
    if (request.record.result)
      throw new KmipError('DuplicateProcessRequest', 'The request is complete: call Poll for its result.')
    const after = await asynchronous.expedite(request, asynchronous.limits.processWait)
    if (!after?.record.result) throw new KmipError('GeneralFailure', 'The request is still pending: try again later.')
    return { payload: {} }
  },
}
