/** Insertions, deletions and replacements between two words (Levenshtein). */
const measureDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((row[j] ?? 0) + (letter === b[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row[b.length] ?? 0
}

/** Letters and digits in lower case: `hmac-sha256` and HMAC_SHA256 are the same name. */
export const normalizeName = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The name with the lowest score, if that is low for a word of `length` letters. */
const findNearest = (names: Iterable<string>, score: (name: string) => number, length: number): string | undefined => {
  const [best] = [...names].map((name) => ({ name, score: score(name) })).sort((a, b) => a.score - b.score)
  return best && best.score <= Math.max(1, Math.min(3, length / 2)) ? best.name : undefined
}

/** The known name that an unknown one probably stands for; the beginning of a name counts as near. */
export const findSimilarName = (name: string, known: Iterable<string>): string | undefined => {
  const typed = normalizeName(name)
  const score = (each: string): number => {
    const other = normalizeName(each)
    return typed.length >= 3 && other.startsWith(typed) ? 0.5 : measureDistance(typed, other)
  }
  return findNearest(known, score, typed.length)
}

const normalizeKey = (key: string): string => key.split('.').map(normalizeName).join('.')
const takeLastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1)

/** The known key (`tls.certificates`) that an unknown one probably stands for, also when it is in the wrong table. */
export const findSimilarKey = (key: string, known: Iterable<string>): string | undefined => {
  const typed = normalizeKey(key)
  const score = (each: string): number => {
    const other = normalizeKey(each)
    return Math.min(measureDistance(typed, other), 1 + measureDistance(takeLastPart(typed), takeLastPart(other)))
  }
  return findNearest(known, score, takeLastPart(key).length)
}
