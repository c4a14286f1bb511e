import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { CliError } from './cli-error.ts'
import type { Io } from './io.ts'

/** The first line, without its line break. */
export const takeFirstLine = (content: Buffer): string => content.toString('utf8').split(/\r?\n/, 1)[0] ?? ''

/** Asks on a terminal, with echo off. */
const askPassword = (prompt: string, { stdin, stderr }: Io): Promise<string> =>
  new Promise((resolve, reject) => {
    let typed = ''
    const end = (settle: () => void): void => {
      stdin.off('data', take).setRawMode(false).pause()
      stderr.write('\n')
      settle()
    }
    const key = (each: string): void => {
      if (each === '\r' || each === '\n' || each === '\u0004') end(() => resolve(typed))
      else if (each === '\u0003') end(() => reject(new CliError('usage', 'no password was given')))
      else if (each === '\u007f' || each === '\b') typed = [...typed].slice(0, -1).join('')
      else typed += each
    }
    const take = (chunk: Buffer): void => {
      for (const each of chunk.toString('utf8')) key(each)
    }
    stderr.write(prompt)
    stdin.setRawMode(true).resume().on('data', take)
  })

/** Reads a new password: from a file, a pipe, or twice from the terminal. Never from an argument: other users see those. */
export const readNewPassword = async (file: string | undefined, io: Io): Promise<string> => {
  if (file !== undefined && file !== '-') return takeFirstLine(await readFile(file))
  if (!io.stdin.isTTY) return takeFirstLine(await buffer(io.stdin))
  const password = await askPassword('Password: ', io)
  if ((await askPassword('Once more: ', io)) !== password) throw new CliError('usage', 'the two passwords differ')
  return password
}
