/** Queued and running batches. */
export interface Queue {
  /** Starts a batch after `delay` milliseconds. `run` never rejects. */
  add(batch: string, principal: string, delay: number, run: () => Promise<void>): void
  /** Ends the delay: the batch starts as soon as a slot is free. */
  startNow(batch: string): void
  isRunning(batch: string): boolean
  /** Queued or running. */
  has(batch: string): boolean
  /** Starts no further batch and waits for the running ones. */
  close(): Promise<void>
}

interface QueuedBatch {
  readonly principal: string
  readonly run: () => Promise<void>
  readonly timer: NodeJS.Timeout
  ready: boolean
}

/** The principal with the fewest running batches is next, so that nobody's requests block others. */
export const createQueue = (atOnce: number): Queue => {
  const queued = new Map<string, QueuedBatch>()
  const running = new Map<string, { readonly principal: string; readonly done: Promise<void> }>()
  let closed = false

  const countInFlight = (principal: string): number =>
    [...running.values()].filter((each) => each.principal === principal).length

  const chooseNext = (): [string, QueuedBatch] | undefined => {
    let best: [string, QueuedBatch] | undefined
    for (const entry of queued)
      if (entry[1].ready && (!best || countInFlight(entry[1].principal) < countInFlight(best[1].principal)))
        best = entry
    return best
  }

  const startBatches = (): void => {
    while (!closed && running.size < atOnce) {
      const chosen = chooseNext()
      if (!chosen) return
      const [batch, { principal, run }] = chosen
      queued.delete(batch)
      const done = run().then(() => {
        running.delete(batch)
        startBatches()
      })
      running.set(batch, { principal, done })
    }
  }

  const startWithoutDelay = (batch: string): void => {
    const entry = queued.get(batch)
    if (!entry) return
    clearTimeout(entry.timer)
    entry.ready = true
    startBatches()
  }

  return {
    add(batch, principal, delay, run) {
      if (closed) return
      const timer = setTimeout(startWithoutDelay, delay, batch).unref()
      queued.set(batch, { principal, run, timer, ready: false })
    },
    startNow: startWithoutDelay,
    isRunning: (batch) => running.has(batch),
    has: (batch) => running.has(batch) || queued.has(batch),
    async close() {
      closed = true
      for (const { timer } of queued.values()) clearTimeout(timer)
      queued.clear()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
