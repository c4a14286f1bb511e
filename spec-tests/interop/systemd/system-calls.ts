import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The calls of a set such as `@system-service`, those of the sets in it included. */
const callsOf = async (set: string): Promise<string[]> => {
  if (!set.startsWith('@')) return [set]
  const { stdout } = await run('systemd-analyze', ['syscall-filter', '--no-pager', set])
  const [, ...members] = stdout.split('\n').map((line) => line.trim())
  const calls = await Promise.all(members.filter((line) => line && !line.startsWith('#')).map(callsOf))
  return calls.flat()
}

/** What `SystemCallFilter=` lets in: its lines add, and those with `~` take away, in their order (systemd.exec(5)). */
export const letIn = async (filters: readonly string[]): Promise<ReadonlySet<string>> => {
  // What every filter of this kind lets in.
  const allowed = new Set(await callsOf('@default'))
  for (const filter of filters) {
    const takesAway = filter.startsWith('~')
    for (const set of filter.replace('~', '').split(' '))
      for (const call of await callsOf(set)) takesAway ? allowed.delete(call) : allowed.add(call)
  }
  return allowed
}

/** The prefix of a command that traces its system calls into a file; the program stays a child of its starter. */
export const toTracedCommand = (file: string): readonly string[] => ['strace', '-D', '-f', '-qq', '-o', file]

/** The calls in such a file. */
export const callsIn = async (file: string): Promise<ReadonlySet<string>> =>
  new Set((await readFile(file, 'utf8')).split('\n').flatMap((line) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? []))
