/** Runs long work in the thread pool, one piece after the other. */
export type OneAtATime = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Work that takes seconds side by side would occupy the whole thread pool, and with it files and name look-ups. Share one
 * in a process.
 */
export const oneAtATime = (): OneAtATime => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}
