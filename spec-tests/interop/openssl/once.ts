/** Finds each thing out once, whoever asks for it. */
export type Once = <T>(what: string, find: () => Promise<T>) => Promise<T>

export const createOnce = (): Once => {
  const found = new Map<string, Promise<unknown>>()
  return <T>(what: string, find: () => Promise<T>) => {
    const known = found.get(what) ?? find()
    found.set(what, known)
    return known as Promise<T>
  }
}
