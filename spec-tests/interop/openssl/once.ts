/** Computes each value once and shares it among all callers. */
export type Once = <T>(what: string, find: () => Promise<T>) => Promise<T>

export const createOnce = (): Once => {
  const found = new Map<string, Promise<unknown>>()
  return <T>(what: string, find: () => Promise<T>) => {
    const known = found.get(what) ?? find()
    found.set(what, known)
    return known as Promise<T>
  }
}
