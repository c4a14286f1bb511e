import type { Command } from 'commander'
import { createProgram } from '../program.ts'

/** Commands that have none below them. */
export const leaves = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leaves) : [command]

/** A command and all that are below it. */
const family = (command: Command): Command[] => [command, ...command.commands.flatMap(family)]

/** The names of the commands that take a line, which begins with `kmip`; they are not run. @throws when it is wrong */
export const takenBy = async (line: string): Promise<string[]> => {
  const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} }
  const root = await createProgram(io, '0', () => true)
  const taken: string[] = []
  for (const each of root.commands.flatMap(family))
    each.exitOverride().action(() => {
      taken.push(each.name())
    })
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
  await root.parseAsync(
    words.slice(1).map(([, single, double, bare]) => single ?? double ?? bare ?? ''),
    { from: 'user' },
  )
  return taken
}
