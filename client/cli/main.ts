#!/usr/bin/env node
import { CommanderError } from 'commander'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { explain } from './explain.ts'
import type { Io } from './io.ts'
import { printable, styled } from './output.ts'
import { packageVersion } from './package-version.ts'
import { program } from './program.ts'

const report = (thrown: unknown, { stderr }: Io): number => {
  const { exit, message, hint } = explain(thrown)
  stderr.write(`${styled('red', 'kmip:', stderr)} ${printable(message)}\n`)
  if (hint) stderr.write(`  ${printable(hint)}\n`)
  return exitCodes[exit][0]
}

/** @returns the exit code */
const run = async (args: readonly string[], io: Io): Promise<number> => {
  // `kmip help create` asks for create as well; completion needs them all.
  const named = args.filter((each) => commands.some(({ name }) => name === each))[0]
  try {
    await (await program(io, packageVersion(), (name) => name === named || named === 'completion')).parseAsync(args, {
      from: 'user',
    })
    return exitCodes.ok[0]
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, io)
    // It has been printed; help and version that were asked for are no errors.
    return error.exitCode === 0 ? exitCodes.ok[0] : exitCodes.usage[0]
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough: `kmip locate | head`.
  if (error.code === 'EPIPE') process.exit(exitCodes.ok[0])
  throw error
})
process.exitCode = await run(process.argv.slice(2), process)
