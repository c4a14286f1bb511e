import type { Command } from 'commander'
import type { IssuedClient } from '../../server/index.ts'
import { askLine } from '../ask-line.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'

export interface ReplaceFlags {
  readonly replace?: boolean
  readonly overlap?: string
}

/** Time to bring the new files to the client and to restart it, and short enough that nobody forgets it. */
const defaultOverlap = '24h'

const second = 1000
const units = { s: second, m: 60 * second, h: 3600 * second, d: 86_400 * second } as const

/** @returns milliseconds; `undefined` for text that is no duration */
const parseDuration = (text: string): number | undefined => {
  if (text === '0') return 0
  const [, count, unit] = /^(\d{1,8})([smhd])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * units[unit as keyof typeof units]
}

/** Adds `--replace` and `--overlap`. */
export const addReplaceOptions = (command: Command, replaced: string): Command =>
  command
    .option('--replace', replaced)
    .option(
      '--overlap <time>',
      `with --replace: how long the old certificate stays valid, such as 7d, 12h or 30m; 0: revoke it now (default: ${defaultOverlap}; on a terminal, the command asks)`,
    )

/** Reads these options, and asks on a terminal. @returns `undefined` without --replace. @throws CliError */
export const readReplacement = async (
  { replace = false, overlap: given }: ReplaceFlags,
  name: string,
  io: Io,
): Promise<{ readonly overlap: number } | undefined> => {
  if (!replace && given !== undefined) throw new CliError('usage', '--overlap needs --replace')
  if (!replace) return undefined
  const question = `How long does the old certificate of ${name} stay valid? 7d, 12h, 30m; 0: revoke it now [${defaultOverlap}] `
  const text = given ?? ((io.stdin.isTTY && (await askLine(question, io))) || defaultOverlap)
  const overlap = parseDuration(text)
  if (overlap === undefined)
    throw new CliError('usage', `--overlap: ${text} is not a time`, 'Write a number and s, m, h or d: 7d')
  return { overlap }
}

/** What became of the old certificate, for people. */
export const describeReplaced = (replaced: IssuedClient['replaced']): string =>
  replaced ? `valid until ${replaced.validUntil.toISOString()}, replaced` : 'no longer valid'
