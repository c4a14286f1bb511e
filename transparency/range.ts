/** Entries from `begin` up to `end`, which is not part of it: `D[begin:end]` of RFC 6962 §2.1. */
export interface Range {
  readonly begin: number
  readonly end: number
}

/** A subtree that is full: `2^height` entries from `index * 2^height`. Its hash never changes. */
export interface Subtree {
  readonly height: number
  readonly index: number
}

/** The exponent of the largest power of two that is ≤ `n`; `n` ≥ 1. Without bit operators, which end at 2^32. */
const floorLog2 = (n: number): number => (n < 2 ** 32 ? 31 - Math.clz32(n) : 32 + floorLog2(Math.floor(n / 2 ** 32)))

/** Where RFC 6962 §2.1 splits a tree of `n` > 1 entries: `k`, the largest power of two smaller than `n`. */
export const splitPoint = (n: number): number => 2 ** floorLog2(n - 1)

const heightAt = (begin: number, end: number): number => {
  const most = floorLog2(end - begin)
  let height = 0
  while (height < most && begin % 2 ** (height + 1) === 0) height++
  return height
}

/** The full subtrees that a range consists of, from the left; the range is one that RFC 6962 §2.1 hashes. */
export const toSubtrees = ({ begin, end }: Range): readonly Subtree[] => {
  const subtrees: Subtree[] = []
  for (let at = begin; at < end; ) {
    const height = heightAt(at, end)
    subtrees.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return subtrees
}
