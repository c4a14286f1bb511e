/** How often something may be done for each key: `burst` times at once, then once every `interval` milliseconds. */
export interface RateLimit {
  /** Milliseconds until it may be done again; 0: now. */
  getDelay(key: string): number
  /** It was done. */
  spend(key: string): void
  /** All is forgiven. */
  reset(key: string): void
}

export interface RateLimitOptions {
  readonly burst: number
  /** Milliseconds. */
  readonly interval: number
  /** Milliseconds, of a clock that is never set back. */
  readonly now: () => number
  /** Keys that are remembered; beyond, those whose allowance was touched longest ago are forgotten. */
  readonly mostKeys?: number
}

/** A leaky bucket for each key: memory for those alone that have spent something lately. */
export const createRateLimit = ({ burst, interval, now, mostKeys = 10_000 }: RateLimitOptions): RateLimit => {
  /** When each key has all of its allowance again. Those touched last stand last. */
  const full = new Map<string, number>()
  const getDebt = (key: string): number => Math.max(0, (full.get(key) ?? 0) - now())
  const sweep = (): void => {
    for (const [key, at] of full) {
      if (full.size <= mostKeys && at > now()) break
      full.delete(key)
    }
  }
  return {
    getDelay: (key) => Math.max(0, getDebt(key) - (burst - 1) * interval),
    spend(key) {
      const at = now() + getDebt(key) + interval
      full.delete(key)
      full.set(key, at)
      sweep()
    },
    reset: (key) => void full.delete(key),
  }
}
