import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Block {
  readonly language: string
  readonly text: string
}

/** A part of docs/how-to/connect-a-database.md, with its fenced blocks. */
export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

/** All of docs/how-to/connect-a-database.md. */
export const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/connect-a-database.md'), 'utf8')

export const sections: readonly Section[] = page
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    blocks: [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', inner = '']) => ({
      language,
      text: inner,
    })),
  }))

/** The commands in a block, each from `kmip` to its end: of what is quoted, of the line, or where the next one of a pipe begins. */
export const commandsIn = ({ text }: Block): string[] =>
  [...text.matchAll(/'(kmip [^']*)'|(?:^|(?<= ))(kmip (?:(?! (?:\||&&|[<>])).)*)/gm)].map(
    ([, quoted, bare]) => (quoted ?? bare) as string,
  )

/** The one command of the document that begins so, which programs of others are tested with. */
export const documented = (beginning: string): string => {
  const found = sections
    .flatMap(({ blocks }) => blocks.flatMap(commandsIn))
    .filter((command) => command.startsWith(beginning))
  if (found.length !== 1)
    throw new Error(`docs/how-to/connect-a-database.md has ${found.length} commands ${beginning} …`)
  return found[0] as string
}
