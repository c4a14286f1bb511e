import { askLine } from './ask-line.ts'
import { CliError } from './cli-error.ts'
import type { Io } from './io.ts'

/**
 * Shows what a command is about to change, and asks whether to go on. `yes` answers in advance, for scripts.
 * @throws CliError when the answer is no, or nobody can be asked
 */
export const confirm = async (change: string, yes: boolean, io: Io): Promise<void> => {
  io.stderr.write(`kmip: ${change}\n`)
  if (yes) return
  if (!io.stdin.isTTY) throw new CliError('usage', 'this needs a confirmation', 'In a script, add --yes.')
  if (!/^y(es)?$/i.test(await askLine('Go on? [y/N] ', io))) throw new CliError('usage', 'nothing was changed')
}
