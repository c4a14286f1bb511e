import { createInterface } from 'node:readline/promises'
import { CliError } from './cli-error.ts'
import type { Io } from './io.ts'

/**
 * Shows what a command is about to change, and asks whether to go on. `yes` answers in advance, for scripts.
 * @throws CliError when the answer is no, or nobody can be asked
 */
export const confirm = async (change: string, yes: boolean, { stdin, stderr }: Io): Promise<void> => {
  stderr.write(`kmip: ${change}\n`)
  if (yes) return
  if (!stdin.isTTY) throw new CliError('usage', 'this needs a confirmation', 'In a script, add --yes.')
  const lines = createInterface({ input: stdin, output: stderr })
  const answer = await lines.question('Go on? [y/N] ')
  lines.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('usage', 'nothing was changed')
}
