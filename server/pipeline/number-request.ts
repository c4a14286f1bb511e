import type { RequestBatchItem } from '../../codec/index.ts'

/** What tells a request from all others. */
export interface NumberedRequest {
  /** The number of the request since the start of the server. */
  readonly number: number
  /** When the request was read: milliseconds of `performance.now()`. */
  readonly arrived: number
  /** The places of its items from 1, where it has several. */
  readonly positions: ReadonlyMap<RequestBatchItem, number> | undefined
}

let requests = 0

/** Numbers a request that arrives now. */
export const numberRequest = (batchItem: readonly RequestBatchItem[]): NumberedRequest => ({
  number: ++requests,
  arrived: performance.now(),
  positions: batchItem.length > 1 ? new Map(batchItem.map((item, at) => [item, at + 1])) : undefined,
})
