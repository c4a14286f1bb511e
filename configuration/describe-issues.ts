import type { z } from 'zod'
import { findSimilarKey } from './similar-name.ts'

const describeValue = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return typeof value === 'object' ? 'a table' : String(value)
}

/** The dotted name of a key: `tls.certificates[0].cert`. */
const toDottedName = (keys: readonly PropertyKey[]): string =>
  keys.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('')

/**
 * Describes the issues that a schema found. The message of a value continues its key: `must be a whole number`.
 *
 * @param knownKeys dotted, to suggest a similar one
 * @param where gives the position of a key, the prefix of each sentence
 */
export const describeIssues = (
  issues: readonly z.core.$ZodIssue[],
  knownKeys: readonly string[],
  where: (keys: readonly PropertyKey[]) => string,
): string[] =>
  issues.flatMap((issue) => {
    // A key that the operator chose: a name.
    if (issue.code === 'invalid_key')
      return `${where(issue.path)}the name ${JSON.stringify(issue.path.at(-1))} ${issue.issues[0]?.message}`
    if (issue.code !== 'unrecognized_keys') {
      const wrong = issue.input === undefined ? 'is missing' : `${issue.message}, not ${describeValue(issue.input)}`
      return `${where(issue.path)}${toDottedName(issue.path)} ${wrong}`
    }
    return issue.keys.map((key) => {
      const keys = [...issue.path, key]
      const meant = findSimilarKey(keys.filter((part) => typeof part !== 'number').join('.'), knownKeys)
      return `${where(keys)}unknown key "${toDottedName(keys)}"${meant ? `; did you mean "${meant}"?` : ''}`
    })
  })
