/** Runs tasks with the same key one after the other, in the order of the calls. Tasks with different keys run side by side. */
export type KeyedMutex = <T>(key: string, task: () => Promise<T>) => Promise<T>

export const createKeyedMutex = (): KeyedMutex => {
  const tails = new Map<string, Promise<unknown>>()
  return (key, task) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(task)
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key)
      })
    tails.set(key, tail)
    return result
  }
}
