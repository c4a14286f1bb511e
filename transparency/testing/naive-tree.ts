import { hash } from 'node:crypto'

/** The tree of RFC 6962 §2.1 as it is defined, over entries in memory: slow, and shares no code with what it checks. */

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

const split = (n: number): number => {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

const memory = new WeakMap<readonly Uint8Array[], Map<string, Buffer>>()

/** MTH(D[begin:end]). */
export const computeNaiveRoot = (entries: readonly Uint8Array[], begin = 0, end = entries.length): Buffer => {
  const known = memory.get(entries) ?? new Map<string, Buffer>()
  memory.set(entries, known)
  const place = `${begin}-${end}`
  const found = known.get(place)
  if (found) return found
  const middle = begin + split(end - begin)
  const root =
    end === begin
      ? sha256()
      : end - begin === 1
        ? sha256(Buffer.of(0), entries[begin]!)
        : sha256(Buffer.of(1), computeNaiveRoot(entries, begin, middle), computeNaiveRoot(entries, middle, end))
  known.set(place, root)
  return root
}

/** PATH(m, D[begin:end]) of §2.1.1. */
export const proveNaiveInclusion = (
  entries: readonly Uint8Array[],
  index: number,
  begin = 0,
  end = entries.length,
): Buffer[] => {
  if (end - begin === 1) return []
  const middle = begin + split(end - begin)
  return index < middle
    ? [...proveNaiveInclusion(entries, index, begin, middle), computeNaiveRoot(entries, middle, end)]
    : [...proveNaiveInclusion(entries, index, middle, end), computeNaiveRoot(entries, begin, middle)]
}

/** SUBPROOF(m, D[begin:end], b) of §2.1.2. */
export const proveNaiveConsistency = (
  entries: readonly Uint8Array[],
  oldSize: number,
  begin = 0,
  end = entries.length,
  isWhole = true,
): Buffer[] => {
  if (oldSize === end) return isWhole ? [] : [computeNaiveRoot(entries, begin, end)]
  const middle = begin + split(end - begin)
  return oldSize <= middle
    ? [...proveNaiveConsistency(entries, oldSize, begin, middle, isWhole), computeNaiveRoot(entries, middle, end)]
    : [...proveNaiveConsistency(entries, oldSize, middle, end, false), computeNaiveRoot(entries, begin, middle)]
}
