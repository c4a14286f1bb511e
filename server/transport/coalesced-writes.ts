/** Runs work at the end of this turn of the event loop, together with all other work of the turn. */
export type CoalesceWrite = (work: () => void) => void

/**
 * Coalesces the writes of one turn, so that they wake the client's side once. With several connections, waking clients for
 * each response costs more than the response itself.
 */
export const createCoalescedWrites = (): CoalesceWrite => {
  let queued: (() => void)[] = []
  const flush = (): void => {
    const all = queued
    queued = []
    for (const work of all) work()
  }
  return (work) => {
    if (queued.push(work) === 1) setImmediate(flush)
  }
}
