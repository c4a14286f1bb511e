/** Runs work under the same name one after the other. */
export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>

export const inTurn = (): InTurn => {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const before = last.get(name) ?? Promise.resolve()
    const result = before.then(work, work)
    const settled = result
      .catch(() => undefined)
      .finally(() => {
        if (last.get(name) === settled) last.delete(name)
      })
    last.set(name, settled)
    return result
  }
}
