import { CommanderError } from 'commander'
import { product } from '../../installation/product.ts'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { explain } from './explain.ts'
import type { Io } from './io.ts'
import { printable, styled } from './output.ts'
import { program } from './program.ts'

const report = (thrown: unknown, { stderr }: Io): number => {
  const { exit, message, hint } = explain(thrown)
  stderr.write(`${styled('red', 'kmip:', stderr)} ${printable(message)}\n`)
  if (hint) stderr.write(`  ${printable(hint)}\n`)
  return exitCodes[exit][0]
}

/**
 * Runs one command line, without the name of the program.
 * @returns the exit code
 */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  // `kmip help create` asks for create as well; completion needs them all.
  const named = args.find((each) => commands.some(({ name }) => name === each))
  try {
    const root = await program(io, product.version, (name) => name === named || named === 'completion')
    await root.parseAsync(args, { from: 'user' })
    return exitCodes.ok[0]
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, io)
    // It has been printed; help and version that were asked for are no errors.
    return error.exitCode === 0 ? exitCodes.ok[0] : exitCodes.usage[0]
  }
}
