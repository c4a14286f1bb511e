import { type Block, blocksOf, commandsIn, readDocument } from './documents.ts'

/** A part of docs/how-to/connect-a-database.md, with its fenced blocks. */
export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

/** All of docs/how-to/connect-a-database.md. */
const page = readDocument('docs/how-to/connect-a-database.md').text

export const sections: readonly Section[] = page
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf('\n')), blocks: blocksOf(text) }))

/** The one command of the page that begins so, which programs of others are tested with. */
export const findDocumentedCommand = (beginning: string): string => {
  const commands = new Set(sections.flatMap(({ blocks }) => blocks.flatMap(commandsIn)))
  const found = [...commands].filter((command) => command.startsWith(beginning))
  if (found.length !== 1)
    throw new Error(`docs/how-to/connect-a-database.md has ${found.length} commands ${beginning} …`)
  return found[0] as string
}
