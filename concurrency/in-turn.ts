/** Runs tasks of one key one after the other, in the order of their coming; tasks of other keys do not wait for them. */
export type InTurn = <T>(key: string, task: () => Promise<T>) => Promise<T>

export const inTurn = (): InTurn => {
  const last = new Map<string, Promise<unknown>>()
  return (key, task) => {
    const done = (last.get(key) ?? Promise.resolve()).then(task)
    const settled = done
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === settled) last.delete(key)
      })
    last.set(key, settled)
    return done
  }
}
