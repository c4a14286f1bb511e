/** How many asynchronous requests and results the server stores, and for how long; configurable. */
export interface RetentionLimits {
  /** Pending requests and stored results of one principal. */
  readonly perPrincipal: number
  /** Bytes of one principal's requests and results. */
  readonly bytesPerPrincipal: number
  /** Bytes of all principals' requests and results; the server reads them all at its start. */
  readonly bytes: number
  /** Seconds until the server drops a result that no client polls. */
  readonly keepResult: number
  /** Seconds until the server drops a polled result: the response to Poll may be lost. */
  readonly keepObtained: number
}

/** Limits of asynchronous requests. */
export interface AsynchronousLimits extends RetentionLimits {
  /** Batches that run at the same time. */
  readonly atOnce: number
  /** Milliseconds before an unpolled request starts: time to cancel it. */
  readonly startDelay: number
  /** Milliseconds that Poll waits for the result before it answers Operation Pending. */
  readonly pollWait: number
  /** Milliseconds that Process waits for the result. */
  readonly processWait: number
  /** Milliseconds before the retry after a failure of the store. */
  readonly retryDelay: number
}

export const defaultAsynchronousLimits: AsynchronousLimits = {
  perPrincipal: 100,
  bytesPerPrincipal: 64 * 2 ** 20,
  bytes: 512 * 2 ** 20,
  atOnce: 4,
  startDelay: 500,
  pollWait: 250,
  processWait: 60_000,
  keepResult: 24 * 3600,
  keepObtained: 300,
  retryDelay: 5000,
}
