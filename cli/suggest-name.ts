import { findSimilarName } from '../configuration/similar-name.ts'

/** A hint with the name that was probably meant, or some of the known ones. */
export const suggestName = (name: string, known: Iterable<string>): string => {
  const names = [...known]
  const similar = findSimilarName(name, names)
  if (similar) return `Did you mean ${similar}?`
  return names.length <= 24 ? `One of: ${names.join(', ')}.` : `Among others: ${names.slice(0, 24).join(', ')}.`
}
