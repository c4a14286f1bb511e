/** How often something may be done for each key: `burst` times at once, then once every `interval` milliseconds. */
export interface Allowance {
  /** Milliseconds until it may be done again; 0: now. */
  wait(key: string): number
  /** It was done. */
  spend(key: string): void
  /** All is forgiven. */
  restore(key: string): void
}

export interface AllowanceOptions {
  readonly burst: number
  /** Milliseconds. */
  readonly interval: number
  /** Milliseconds, of a clock that is never set back. */
  readonly now: () => number
  /** Keys that are remembered; beyond, those whose allowance was touched longest ago are forgotten. */
  readonly mostKeys?: number
}

/** A leaky bucket for each key: memory for those alone that have spent something lately. */
export const allowance = ({ burst, interval, now, mostKeys = 10_000 }: AllowanceOptions): Allowance => {
  /** When each key has all of its allowance again. Those touched last stand last. */
  const full = new Map<string, number>()
  const missing = (key: string): number => Math.max(0, (full.get(key) ?? 0) - now())
  const sweep = (): void => {
    for (const [key, at] of full) {
      if (full.size <= mostKeys && at > now()) break
      full.delete(key)
    }
  }
  return {
    wait: (key) => Math.max(0, missing(key) - (burst - 1) * interval),
    spend(key) {
      const at = now() + missing(key) + interval
      full.delete(key)
      full.set(key, at)
      sweep()
    },
    restore: (key) => void full.delete(key),
  }
}
