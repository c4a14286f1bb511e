/** Does something at the end of this turn of the event loop, with all that was given in the same turn. */
export type CoalesceWrite = (work: () => void) => void

/**
 * Answers that leave together wake the other side once: a client that is woken for each answer costs the server more than the
 * answer itself, as soon as it serves several connections.
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
