import type { Command } from 'commander'
import type { Io } from './io.ts'

/** Gives a command its arguments, options and action. */
export type Define = (command: Command, io: Io) => void

/** An example at the end of a command's help. */
export const example = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
