import type { z } from 'zod'
import { findSimilarKey } from './similar-name.ts'

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return typeof value === 'object' ? 'a table' : String(value)
}

/** The dotted name of a key: `tls.certificates[0].cert`. */
const dotted = (keys: readonly PropertyKey[]): string =>
  keys.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('')

/**
 * What a schema found wrong, in words. A leaf's message has to read on after its key: `must be a whole number`.
 *
 * @param knownKeys dotted, to name the one that was meant
 * @param where stands in front of each sentence: the place where a key was given
 */
export const issueSentences = (
  issues: readonly z.core.$ZodIssue[],
  knownKeys: readonly string[],
  where: (keys: readonly PropertyKey[]) => string,
): string[] =>
  issues.flatMap((issue) => {
    // A key of the operator's own choice: a name.
    if (issue.code === 'invalid_key')
      return `${where(issue.path)}the name ${JSON.stringify(issue.path.at(-1))} ${issue.issues[0]?.message}`
    if (issue.code !== 'unrecognized_keys') {
      const wrong = issue.input === undefined ? 'is missing' : `${issue.message}, not ${shown(issue.input)}`
      return `${where(issue.path)}${dotted(issue.path)} ${wrong}`
    }
    return issue.keys.map((key) => {
      const keys = [...issue.path, key]
      const meant = findSimilarKey(keys.filter((part) => typeof part !== 'number').join('.'), knownKeys)
      return `${where(keys)}unknown key "${dotted(keys)}"${meant ? `; did you mean "${meant}"?` : ''}`
    })
  })
