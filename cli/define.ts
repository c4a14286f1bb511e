import type { Command } from 'commander'
import type { Io } from './io.ts'

/** Gives a command its arguments, options and action. */
export type Define = (command: Command, io: Io) => void

/** A subcommand, with one sentence for the list of commands and for its own help; the one that is meant when none is said. */
export const addSubcommand = (parent: Command, name: string, summary: string, isDefault = false): Command =>
  parent
    .command(name, { isDefault })
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)

/** An example at the end of a command's help. */
export const addExample = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
