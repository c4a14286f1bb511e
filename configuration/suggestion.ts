/** Insertions, deletions and replacements between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(row[j]! + (letter === b[j] ? 0 : 1), row[j + 1]! + 1, next[j]! + 1))
    row = next
  }
  return row[b.length]!
}

/** The known key (dotted) that an unknown one was meant to be, with an eye on other spellings and on the wrong table. */
export function suggestion(key: string, knownKeys: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '')
  const last = (text: string): string => text.slice(text.lastIndexOf('.') + 1)
  const near = (known: string): number =>
    Math.min(distance(plain(key), plain(known)), 1 + distance(plain(last(key)), plain(last(known))))
  const [best] = knownKeys.map((known) => ({ known, score: near(known) })).sort((a, b) => a.score - b.score)
  return best && best.score <= Math.max(1, Math.min(3, last(key).length / 2)) ? best.known : undefined
}
