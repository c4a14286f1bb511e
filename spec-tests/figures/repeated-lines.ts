import type { Source } from './source.ts'

interface Line {
  readonly number: number
  readonly text: string
}

/** A declared fact, `repeatable: true` or `since: '1.4'`: declarations repeat them on purpose, each decides for itself. */
const declaredFact = /^\w+: (?:'[^']*'|\[[^\]]*\]|true|false|\d+)$/

/** Lines of code in one form, without imports, comments, declared facts and lines without a word or a number. */
const toLines = ({ text }: Source): readonly Line[] => {
  const blank = (match: string): string => match.replace(/[^\n]/g, '')
  return text
    .replace(/^import [^']*'[^']*'$/gm, blank)
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, blank)
    .split('\n')
    .map((line, i) => ({ number: i + 1, text: line.trim().replace(/,$/, '') }))
    .filter(({ text: line }) => /\w/.test(line) && !line.startsWith('//') && !declaredFact.test(line))
}

/** Where a run of lines begins: the nth source, and the nth of its lines. */
interface Start {
  readonly source: number
  readonly line: number
}

/** A run that stands in more places than this is a form of the language or of the project. */
const tooCommon = 8

/** The pairs of places that share `least` or more lines, each as `a.ts:1-9 ~ b.ts:21-29`. */
export const findRepeatedLines = (sources: readonly Source[], least = 6): readonly string[] => {
  const all = sources.map(toLines)
  const textAt = ({ source, line }: Start, offset: number): string | undefined => all[source]?.[line + offset]?.text
  const starts = new Map<string, Start[]>()
  for (const [source, lines] of all.entries())
    for (let line = 0; line + least <= lines.length; line++) {
      const key = lines.slice(line, line + least).map(({ text }) => text)
      starts.set(key.join('\n'), [...(starts.get(key.join('\n')) ?? []), { source, line }])
    }
  const describe = ({ source, line }: Start, length: number): string =>
    `${sources[source]?.file}:${all[source]?.[line]?.number}-${all[source]?.[line + length - 1]?.number}`
  const found: string[] = []
  for (const places of starts.values()) {
    if (places.length > tooCommon) continue
    for (const [i, a] of places.entries())
      for (const b of places.slice(i + 1)) {
        const gap = a.source === b.source ? b.line - a.line : Number.POSITIVE_INFINITY
        const isContinued = textAt(a, -1) !== undefined && textAt(a, -1) === textAt(b, -1)
        if (gap < least || isContinued) continue
        let length = least
        while (length < gap && textAt(a, length) !== undefined && textAt(a, length) === textAt(b, length)) length++
        found.push(`${describe(a, length)} ~ ${describe(b, length)}`)
      }
  }
  return found
}
