/** A time limit that is begun and ended often: one timer for all its life, which a stop leaves running. */
export interface RestartableTimeout {
  /** From now. */
  start(): void
  stop(): void
  /** For good. */
  close(): void
}

/** @param milliseconds from each start, until `expired` is called unless a stop came first */
export const createRestartableTimeout = (milliseconds: number, expired: () => void): RestartableTimeout => {
  let timer: NodeJS.Timeout | undefined
  let running = false
  const expire = (): void => {
    if (!running) return
    running = false
    expired()
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
