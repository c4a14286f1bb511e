/** Runs work one at a time for each key, with a limit for all keys together. */
export interface VerificationQueue {
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** @param maximumConcurrent for all keys together */
export const createVerificationQueue = (maximumConcurrent: number): VerificationQueue => {
  const tails = new Map<string, Promise<unknown>>()
  const queue: (() => void)[] = []
  let running = 0

  const acquireSlot = async (): Promise<void> => {
    if (running >= maximumConcurrent) await new Promise<void>((resolve) => queue.push(resolve))
    else running++
  }
  const releaseSlot = (): void => {
    const next = queue.shift()
    // The longest waiting takes over the slot.
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
      const result = (tails.get(key) ?? Promise.resolve()).then(runLimited)
      const tail = result.catch(() => undefined)
      tails.set(key, tail)
      void tail.then(() => tails.get(key) === tail && tails.delete(key))
      return result
    },
  }
}
