import type { Expression } from 'oxc-parser'
import { placeOf, type Source, visitSource } from './source.ts'

/** Verbs that end like a participle. */
const verbs = new Set('bleed breed embed exceed feed heed need proceed seed shed speed succeed wed weed'.split(' '))

/** Irregular participles, without those that are the verb itself (put, read, run, set, split). */
const irregular = new Set(
  `become begun bent bitten blown bought bound bred broken brought built caught chosen done drawn driven eaten fallen fed
  felt fought found forgotten frozen given gone got gotten grown heard held hidden kept known laid lain led left lent lit
  lost made meant met paid proven risen said seen sent shaken shown slept sold sought spelt spent spoken spun stolen stood
  struck sworn swept taken taught thought thrown told understood woken won worn wound woven written`.split(/\s+/),
)

/** Names of the standard: the operation, the credential and what KMIP calls the things it manages. */
const standard = new Set(['delegatedLogin', 'hashedPassword', 'managedObject'])

const isParticiple = (word: string): boolean =>
  (word.endsWith('ed') && !verbs.has(word)) || irregular.has(word.replace(/^(fore|mis|out|over|re|un|under|with)/, ''))

/** Whether a name starts with a participle: `settled`, `keptType`. */
export const startsWithParticiple = (name: string): boolean =>
  !standard.has(name) && isParticiple(/^[a-z]*/.exec(name)?.[0] ?? '')

const isFunction = (value: Expression | null): boolean =>
  value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression'

/** The functions, declared or named by a constant, whose names start with a participle in place of a verb. */
export const findParticiples = (source: Source): readonly string[] => {
  const found: string[] = []
  const check = (id: { readonly name: string; readonly start: number }): void => {
    if (startsWithParticiple(id.name)) found.push(`${placeOf(source, id.start)}: ${id.name}`)
  }
  visitSource(source, {
    FunctionDeclaration({ id }) {
      if (id) check(id)
    },
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && isFunction(init)) check(id)
    },
  })
  return found
}
