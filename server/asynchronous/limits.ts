/** How much is kept of what is done later, and how long: what a configuration may say. */
export interface RetentionLimits {
  /** Requests of one principal that are not done, or whose results are kept. */
  readonly perPrincipal: number
  /** Bytes of them together. */
  readonly bytesPerPrincipal: number
  /** Bytes of those of all principals together: they are read when the server starts. */
  readonly bytes: number
  /** Seconds that a result is kept for a client that does not poll. */
  readonly keepResult: number
  /** Seconds that a result is kept after it was polled: the answer may have been lost on its way. */
  readonly keepObtained: number
}

/** How much is done later, when, and how long it is kept. */
export interface AsynchronousLimits extends RetentionLimits {
  /** Batches done at the same time. */
  readonly atOnce: number
  /** Milliseconds until a request is begun that nobody polls: time to cancel it. */
  readonly startDelay: number
  /** Milliseconds that a Poll waits for a request to be done before it answers that it is pending. */
  readonly pollWait: number
  /** Milliseconds that Process waits at most. */
  readonly processWait: number
  /** Milliseconds until it is tried again after trouble with the store. */
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
