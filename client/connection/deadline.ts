/** Aborts work by its signal, after a time or when one of several signals aborts. Dispose of it when the work is done. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** Whether the time ran out. */
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
