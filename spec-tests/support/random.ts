/** Numbers that come again with the same seed (mulberry32). */
export interface SeededRandom {
  /** 0 ≤ n < 1. */
  next(): number
  /** 0 ≤ n < below, whole. */
  below(below: number): number
  pick<T>(list: readonly T[]): T
}

export const createSeededRandom = (seed: number): SeededRandom => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, pick: (list) => list[below(list.length)] as (typeof list)[number] }
}
