/** A timeout that starts and stops often, with one timer for its whole life: a stop leaves the timer running. */
export interface RestartableTimeout {
  /** Starts or restarts the timeout. */
  start(): void
  stop(): void
  /** Ends the timer. */
  close(): void
}

/** Calls `onExpired` after `milliseconds` from the latest start, unless stopped. */
export const createRestartableTimeout = (milliseconds: number, onExpired: () => void): RestartableTimeout => {
  let timer: NodeJS.Timeout | undefined
  let running = false
  const expire = (): void => {
    if (!running) return
    running = false
    onExpired()
  }
  return {
    start() {
      running = true
      if (timer) timer.refresh()
      else timer = setTimeout(expire, milliseconds).unref()
    },
    stop() {
      running = false
    },
    close() {
      running = false
      clearTimeout(timer)
    },
  }
}
