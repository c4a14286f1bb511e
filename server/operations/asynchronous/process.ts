import { KmipError, Process } from '../../../codec/index.ts'
import { keyOfCorrelation } from '../../asynchronous/request-record.ts'
import type { Handler } from '../../handler/handler.ts'

/** Has a request done now, with those of its batch before it: the next Poll gives its result. KMIP 2.1 §6.1.39. */
export const process: Handler<typeof Process> = {
  operation: Process,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  async run({ asynchronousCorrelationValue }, { asynchronous, principal }) {
    const request = await asynchronous.find(principal.id, keyOfCorrelation(asynchronousCorrelationValue))
    if (!request)
      throw new KmipError(
        'InvalidAsynchronousCorrelationValue',
        'There is no request with this Asynchronous Correlation Value: it is not yours, or was forgotten.',
      )
    if (request.record.result) throw new KmipError('DuplicateProcessRequest', 'The request is done already: poll it.')
    const after = await asynchronous.hurry(request, asynchronous.limits.processWait)
    if (!after?.record.result)
      throw new KmipError('GeneralFailure', 'The request could not be done now: it is still pending.')
    return { payload: {} }
  },
}
