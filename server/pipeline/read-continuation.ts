import { KmipError, type RequestMessage } from '../../codec/index.ts'
import type { Continuation } from '../asynchronous/request-record.ts'

/** What to do when an item fails; Stop by default. KMIP 1.4 §6.13, 2.1 §9.4. */
export const readContinuation = ({ requestHeader }: RequestMessage): Continuation => {
  const option = requestHeader.batchErrorContinuationOption ?? 'Stop'
  if (option === 'Stop' || option === 'Continue' || option === 'Undo') return option
  throw new KmipError('InvalidField', `There is no Batch Error Continuation Option ${option}.`)
}
