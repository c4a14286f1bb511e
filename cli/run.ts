import { CommanderError } from 'commander'
import { product } from '../configuration/product.ts'
import { Ended } from './cli-error.ts'
import { type CommandEntry, commands } from './commands.ts'
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

/** `kmip help create` asks for create as well. */
const asked = (args: readonly string[]): CommandEntry | undefined => {
  for (const each of args) {
    const found = commands.find(({ name }) => name === each)
    if (found) return found
  }
  return undefined
}

/** The exit code of a command line that fails with this code, whether the command has failed or its process. */
export const failureCode = (args: readonly string[], code: number): number =>
  code === 0 ? code : code + (asked(args)?.above ?? 0)

/**
 * Runs one command line, without the name of the program.
 * @returns the exit code
 */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  const named = asked(args)?.name
  try {
    // Completion needs them all.
    const root = await program(io, product.version, (name) => name === named || named === 'completion')
    await root.parseAsync(args, { from: 'user' })
    return exitCodes.ok[0]
  } catch (error) {
    if (error instanceof Ended) return error.code
    if (!(error instanceof CommanderError)) return failureCode(args, report(error, io))
    // It has been printed; help and version that were asked for are no errors.
    return error.exitCode === 0 ? exitCodes.ok[0] : failureCode(args, exitCodes.usage[0])
  }
}
