/** Writes at the end of this turn of the event loop, together with all other writes of the turn. */
export type CoalesceWrite = (write: () => void, abandon: (error: unknown) => void) => void

/**
 * Coalesces the writes of one turn, so that they wake the client's side once. With several connections, waking clients for
 * each response costs more than the response itself.
 *
 * @param before - is called once before them; where it throws, all are abandoned
 */
export const createCoalescedWrites = (before: () => void): CoalesceWrite => {
  let queued: Parameters<CoalesceWrite>[] = []
  const flush = (): void => {
    const all = queued
    queued = []
    try {
      before()
    } catch (error) {
      for (const [, abandon] of all) abandon(error)
      return
    }
    for (const [write] of all) write()
  }
  return (...work) => {
    if (queued.push(work) === 1) setImmediate(flush)
  }
}
