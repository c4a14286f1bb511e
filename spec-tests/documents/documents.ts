import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A page that people read. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

export const readDocument = (path: string): Document => ({ path, text: readFileSync(join(root, path), 'utf8') })

/** Every Markdown page of the repository. */
export const documents: readonly Document[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...globSync('docs/**/*.md', { cwd: root }).sort(),
].map(readDocument)

/** A fenced block. */
export interface Block {
  /** `sh`, `toml` …; empty for a block that names none. */
  readonly language: string
  readonly text: string
}

export const blocksOf = (text: string): readonly Block[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', inner = '']) => ({
    language,
    text: inner,
  }))

/** The commands in a block, each from `kmip` to its end: of what is quoted, of the line, or where the next one of a pipe begins. */
export const commandsIn = ({ text }: Block): string[] =>
  [...text.matchAll(/'(kmip [^']*)'|(?:^|(?<= ))(kmip (?=[a-z-])(?:(?! (?:\||&&|&|[<>]|[12]>)| +#).)*)/gm)].map(
    ([, quoted, bare]) => (quoted ?? bare) as string,
  )

/** The lines of shell blocks, without what explains them. */
export const shellLines = (text: string): string[] =>
  blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => block.text.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean)
