/** Batches waiting to be done, and those being done. */
export interface Queue {
  /** Begins after `delay` milliseconds. `run` never rejects. */
  add(batch: string, principal: string, delay: number, run: () => Promise<void>): void
  /** Begins as soon as there is room. */
  hurry(batch: string): void
  isRunning(batch: string): boolean
  /** Waiting or running. */
  has(batch: string): boolean
  /** Begins nothing more, and waits for what has begun. */
  close(): Promise<void>
}

interface Waiting {
  readonly principal: string
  readonly run: () => Promise<void>
  readonly timer: NodeJS.Timeout
  ready: boolean
}

/** The principal with the fewest batches under way is next: nobody's requests keep others from theirs. */
export const createQueue = (atOnce: number): Queue => {
  const waiting = new Map<string, Waiting>()
  const running = new Map<string, { readonly principal: string; readonly done: Promise<void> }>()
  let closed = false

  const underWay = (principal: string): number =>
    [...running.values()].filter((each) => each.principal === principal).length

  const next = (): [string, Waiting] | undefined => {
    let best: [string, Waiting] | undefined
    for (const entry of waiting)
      if (entry[1].ready && (!best || underWay(entry[1].principal) < underWay(best[1].principal))) best = entry
    return best
  }

  const begin = (): void => {
    while (!closed && running.size < atOnce) {
      const chosen = next()
      if (!chosen) return
      const [batch, { principal, run }] = chosen
      waiting.delete(batch)
      const done = run().then(() => {
        running.delete(batch)
        begin()
      })
      running.set(batch, { principal, done })
    }
  }

  const makeReady = (batch: string): void => {
    const entry = waiting.get(batch)
    if (!entry) return
    clearTimeout(entry.timer)
    entry.ready = true
    begin()
  }

  return {
    add(batch, principal, delay, run) {
      if (closed) return
      const timer = setTimeout(makeReady, delay, batch).unref()
      waiting.set(batch, { principal, run, timer, ready: false })
    },
    hurry: makeReady,
    isRunning: (batch) => running.has(batch),
    has: (batch) => running.has(batch) || waiting.has(batch),
    async close() {
      closed = true
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
