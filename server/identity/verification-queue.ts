/** Runs work one at a time for each key, and no more than so much at once for all keys together. */
export interface VerificationQueue {
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** @param atOnce of all keys together */
export const createVerificationQueue = (atOnce: number): VerificationQueue => {
  const tails = new Map<string, Promise<unknown>>()
  const waiting: (() => void)[] = []
  let running = 0

  const acquireSlot = async (): Promise<void> => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
  }
  const releaseSlot = (): void => {
    const next = waiting.shift()
    // Whoever waits longest takes the place over.
    if (next) next()
    else running--
  }

  return {
    run(key, work) {
      const runLimited = async () => {
        await acquireSlot()
        try {
          return await work()
        } finally {
          releaseSlot()
        }
      }
      const own = (tails.get(key) ?? Promise.resolve()).then(runLimited)
      const tail = own.catch(() => undefined)
      tails.set(key, tail)
      void tail.then(() => tails.get(key) === tail && tails.delete(key))
      return own
    },
  }
}
