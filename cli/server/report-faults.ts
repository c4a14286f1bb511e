import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'
import { applyStyle, escapeControls } from '../output.ts'
import { formatCount } from './format-count.ts'

/** A fault that a verification found. */
interface Fault {
  readonly place: string
  readonly problem: string
}

/** Prints the first faults, and how many more there are. */
export const printFaults = (first: readonly Fault[], all: number, { stdout }: Io): void => {
  for (const { place, problem } of first)
    stdout.write(`${applyStyle('red', place, stdout)} ${escapeControls(problem)}\n`)
  if (all > first.length) stdout.write(`… and ${formatCount(all - first.length)} more\n`)
}

/** @throws CliError when there are faults */
export const requireSound = (what: string, faults: number, hint: string): void => {
  if (faults > 0)
    throw new CliError('failed', `${what} has ${formatCount(faults)} ${faults === 1 ? 'fault' : 'faults'}.`, hint)
}
