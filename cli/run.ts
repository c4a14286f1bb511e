import { CommanderError } from 'commander'
import { product } from '../configuration/product.ts'
import { Ended, exitCodes } from './cli-error.ts'
import { type CommandEntry, commands } from './commands.ts'
import type { Io } from './io.ts'
import { applyStyle, escapeControls } from './output.ts'
import { createProgram } from './program.ts'

/** Errors of ours with one fault a line. In other messages a line break is escaped: a server may have written it. */
const severalFaults = new Set(['ConfigurationError', 'SetUpError'])

/** Loads the explanations only now: most commands succeed. */
const report = async (thrown: unknown, { stderr }: Io): Promise<number> => {
  const { explain } = await import('./explain.ts')
  const { exit, message, hint } = explain(thrown)
  const faults = thrown instanceof Error && severalFaults.has(thrown.name) ? message.split('\n') : [message]
  for (const fault of faults) stderr.write(`${applyStyle('red', 'kmip:', stderr)} ${escapeControls(fault)}\n`)
  if (hint) stderr.write(`  ${escapeControls(hint)}\n`)
  return exitCodes[exit][0]
}

/** Finds the command in a command line; `kmip help create` names one too. */
const findCommand = (args: readonly string[]): CommandEntry | undefined => {
  for (const each of args) {
    const found = commands.find(({ name }) => name === each)
    if (found) return found
  }
  return undefined
}

/** Whether the command line starts a process that keeps running: `kmip serve --port 0`, not `kmip agent rekey`. */
export const keepsRunning = ([name, next = '-']: readonly string[]): boolean =>
  next.startsWith('-') && commands.some((each) => each.name === name && each.keepsRunning)

/** The exit code of a failed command line: some commands add an offset, which also applies when the process itself fails. */
export const toFailureCode = (args: readonly string[], code: number): number =>
  code === 0 ? code : code + (findCommand(args)?.above ?? 0)

/**
 * Runs one command line, without the name of the program.
 * @returns the exit code
 */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  const named = findCommand(args)?.name
  try {
    // Completion lists every command.
    const root = await createProgram(io, product.version, (name) => name === named || named === 'completion')
    await root.parseAsync(args, { from: 'user' })
    return exitCodes.ok[0]
  } catch (error) {
    if (error instanceof Ended) return error.code
    if (!(error instanceof CommanderError)) return toFailureCode(args, await report(error, io))
    // Commander has printed it. Help and version end the program too, with code 0.
    return error.exitCode === 0 ? exitCodes.ok[0] : toFailureCode(args, exitCodes.usage[0])
  }
}
