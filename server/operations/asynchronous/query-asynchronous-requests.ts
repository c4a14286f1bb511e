import { QueryAsynchronousRequests, type QueryAsynchronousRequestsResponse } from '../../../codec/index.ts'
import { decodeCorrelation, encodeCorrelation, type StoredRequest } from '../../asynchronous/request-record.ts'
import type { Handler } from '../../handler/handler.ts'

type Answered = NonNullable<QueryAsynchronousRequestsResponse['asynchronousRequest']>[number]

const toMicroseconds = (date: Date): bigint => BigInt(date.getTime()) * 1000n

/** Lists the principal's requests whose result neither Poll nor Cancel has returned. KMIP 2.1 §6.1.41, §7.2. */
export const queryAsynchronousRequests: Handler<typeof QueryAsynchronousRequests> = {
  operation: QueryAsynchronousRequests,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  async run({ asynchronousCorrelationValues, operations }, { asynchronous, principal }) {
    const keys = asynchronousCorrelationValues?.asynchronousCorrelationValue?.map(encodeCorrelation)
    const names = operations?.operation
    const isAsked = ({ key, record }: StoredRequest): boolean =>
      !record.obtained &&
      !record.canceled &&
      (!keys?.length || keys.includes(key)) &&
      (!names?.length || names.includes(record.item.operation))
    const asynchronousRequest = (await asynchronous.list(principal.id)).filter(isAsked).map(
      ({ key, record }): Answered => ({
        asynchronousCorrelationValue: decodeCorrelation(key),
        operation: record.item.operation,
        submissionDate: toMicroseconds(record.submitted),
        processingStage: record.result ? 'Completed' : asynchronous.isRunning(record) ? 'InProcess' : 'Submitted',
      }),
    )
    return { payload: asynchronousRequest.length ? { asynchronousRequest } : {} }
  },
}
