import { KmipError, type RequestMessage, type ResponseBatchItem } from '../../codec/index.ts'
import type { Awaitable } from '../store/store.ts'
import { allOrNothing } from './all-or-nothing.ts'
import type { Batch } from './batch.ts'
import { oneByOne } from './one-by-one.ts'

/** Answers every item of a request that is to be answered, in order. KMIP 1.4 §4, §6.13; 2.1 §6, §8.4. */
export const processBatch = (request: RequestMessage, batch: Batch): Awaitable<readonly ResponseBatchItem[]> => {
  const option = request.requestHeader.batchErrorContinuationOption ?? 'Stop'
  if (option === 'Undo' && request.batchItem.length > 1) return allOrNothing(request, batch)
  if (option !== 'Stop' && option !== 'Continue' && option !== 'Undo')
    throw new KmipError('InvalidField', `There is no Batch Error Continuation Option ${option}.`)
  return oneByOne(request, batch, option === 'Continue')
}
