/** Insertions, deletions and replacements between two words (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((row[j] ?? 0) + (letter === b[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row[b.length] ?? 0
}

/** Without capitals, dashes, blanks and the like: `hmac-sha256` is HMAC_SHA256. */
export const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The known name that an unknown one was meant to be, if one is near. */
export const findSimilar = (name: string, known: Iterable<string>): string | undefined => {
  const given = plain(name)
  const [best] = [...known]
    .map((each) => {
      const other = plain(each)
      const begins = given.length >= 3 && other.startsWith(given)
      return { each, score: begins ? 0.5 : distance(given, other) }
    })
    .sort((a, b) => a.score - b.score)
  return best && best.score <= Math.max(1, Math.min(3, given.length / 2)) ? best.each : undefined
}

/** A sentence with the name that may have been meant, or some that there are. */
export const didYouMean = (name: string, known: Iterable<string>): string => {
  const names = [...known]
  const near = findSimilar(name, names)
  if (near) return `Did you mean ${near}?`
  return names.length <= 24 ? `One of: ${names.join(', ')}.` : `Among others: ${names.slice(0, 24).join(', ')}.`
}
