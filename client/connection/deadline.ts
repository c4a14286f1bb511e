/** Ends work by its signal when the time is over or one of several signals says so. Dispose of it when the work is done. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** Whether it was the time that ended it. */
  readonly expired: boolean
}

/** @param milliseconds from now */
export const deadline = (milliseconds: number, ...signals: readonly (AbortSignal | undefined)[]): Deadline => {
  const controller = new AbortController()
  let expired = false
  const timer = setTimeout(() => {
    if (controller.signal.aborted) return
    expired = true
    controller.abort()
  }, milliseconds)
  const follow = (event: Event): void => controller.abort((event.target as AbortSignal).reason)
  for (const signal of signals)
    if (signal?.aborted) controller.abort(signal.reason)
    else signal?.addEventListener('abort', follow, { once: true })
  return {
    signal: controller.signal,
    get expired() {
      return expired
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const signal of signals) signal?.removeEventListener('abort', follow)
    },
  }
}
