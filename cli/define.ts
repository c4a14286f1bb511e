import type { Command } from 'commander'
import type { Io } from './io.ts'

/** Gives a command its arguments, options and action. */
export type Define = (command: Command, io: Io) => void

/** Adds a subcommand. `summary` stands in the list of commands and in its help. The default one runs when none is named. */
export const addSubcommand = (parent: Command, name: string, summary: string, isDefault = false): Command =>
  parent
    .command(name, { isDefault })
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)

/** Adds examples to the end of a command's help. */
export const addExample = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
