/** A rate limit for each key: `burst` times at once, then once every `interval` milliseconds. */
export interface RateLimit {
  /** Milliseconds until the next use is allowed; 0 if allowed now. */
  getDelay(key: string): number
  /** Counts one use. */
  spend(key: string): void
  /** Allows the full burst again. */
  reset(key: string): void
}

export interface RateLimitOptions {
  readonly burst: number
  /** Milliseconds. */
  readonly interval: number
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
  /** Tracked keys; beyond, the least recently used are dropped. */
  readonly maximumKeys?: number
}

/** A leaky bucket for each key; holds only keys that are not at their full burst. */
export const createRateLimit = ({ burst, interval, now, maximumKeys = 10_000 }: RateLimitOptions): RateLimit => {
  /** When each key is at its full burst again; least recently used first. */
  const full = new Map<string, number>()
  const getDebt = (key: string): number => Math.max(0, (full.get(key) ?? 0) - now())
  const sweep = (): void => {
    for (const [key, at] of full) {
      if (full.size <= maximumKeys && at > now()) break
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
