import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../codec/kmip')

/** What a doc comment says, and where the standard says it. */
export interface Said {
  readonly text: string
  /** `KMIP 1.4 §4.11, 2.1 §6.1.19`, or nothing. */
  readonly section: string
}

const sectionPattern = /\s*[([]?KMIP (\d\.\d §[\w.]*\w(?:, (?:\d\.\d )?§[\w.]*\w)*)[)\]]?\.?/

const said = (comment: string): Said => {
  const text = comment
    .replace(/^\s*\*+ ?/gm, '')
    .replace(/\{@link (\w+)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const section = sectionPattern.exec(text)?.[1]
  const rest = section === undefined ? text : text.replace(sectionPattern, '').trim()
  return { text: rest.replace(/([^.:])$/, '$1.'), section: section === undefined ? '' : `KMIP ${section}` }
}

const nothing: Said = { text: '', section: '' }

/**
 * The doc comments of the declarations. What is said in comments of the sources is said once: here it is read, not repeated.
 */
export interface Comments {
  /** On what is exported under this name: a type first, since its comment is the one that shows on hover. */
  of(name: string): Said
  /** On one key within a declaration: `structure('KeyBlock', { …`. */
  key(declaration: string, key: string): Said
  /** On one key within the request or response of an operation. */
  payload(operation: string, direction: 'request' | 'response', key: string): Said
}

const exported = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:interface|type|const|class) (\w+)/g
const commented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*(\w+): /g
const declared = /(?:const (\w+) = )?(?:structure|attribute)\(\s*'([^']+)', \{|export const (\w+Attributes) = \{/g

/** From an opening brace to the one that closes it. */
const block = (source: string, from: number): string => {
  let depth = 0
  for (let at = source.indexOf('{', from); at < source.length; at++) {
    if (source[at] === '{') depth++
    if (source[at] === '}' && --depth === 0) return source.slice(from, at)
  }
  return source.slice(from)
}

export const readComments = (): Comments => {
  const byName = new Map<string, Said>()
  const byKey = new Map<string, Said>()
  for (const file of globSync('**/*.ts', { cwd: folder }).sort()) {
    if (file.endsWith('.test.ts')) continue
    const source = readFileSync(join(folder, file), 'utf8')
    const names = [...source.matchAll(exported)].map(([, comment, name]) => [name, said(comment as string)] as const)
    for (const [name, comment] of names) if (!byName.has(name as string)) byName.set(name as string, comment)
    const operation = /: OperationDeclaration<\s*'(\w+)'/.exec(source)?.[1]
    for (const match of source.matchAll(declared)) {
      const [, constant, title, group] = match
      const owner = operation && constant ? `${operation} ${constant}` : (group ?? title)
      for (const [, comment, key] of block(source, match.index).matchAll(commented))
        byKey.set(`${owner}.${key}`, said(comment as string))
    }
  }
  return {
    of: (name) => byName.get(name) ?? nothing,
    key: (declaration, key) => byKey.get(`${declaration}.${key}`) ?? nothing,
    payload: (operation, direction, key) => byKey.get(`${operation} ${direction}.${key}`) ?? nothing,
  }
}
