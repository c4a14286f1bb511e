import { placeOf, type Source, visitSource } from './source.ts'

export interface Cast {
  /** `file:line: as Type`. */
  readonly place: string
  /** By way of `unknown` or `never`, which the compiler accepts whatever the value is. */
  readonly isForced: boolean
}

/** The type assertions of a source, without `as const`; `x as unknown as Y` counts once. */
export const findCasts = (source: Source): readonly Cast[] => {
  const found: Cast[] = []
  const inner = new Set<number>()
  const isForcing = (type: string): boolean => type === 'TSUnknownKeyword' || type === 'TSNeverKeyword'
  visitSource(source, {
    TSAsExpression({ expression, typeAnnotation, end }) {
      const type = source.text.slice(typeAnnotation.start, typeAnnotation.end)
      if (type === 'const' || inner.has(end)) return
      const through = expression.type === 'TSAsExpression' ? expression : undefined
      if (through) inner.add(through.end)
      const isForced = isForcing(typeAnnotation.type) || isForcing(through?.typeAnnotation.type ?? '')
      found.push({ place: `${placeOf(source, typeAnnotation.start)}: as ${type}`, isForced })
    },
  })
  return found
}
