import type { Command } from 'commander'
import { exitCodes } from '../../cli/cli-error.ts'
import { commands } from '../../cli/commands.ts'
import { createProgram } from '../../cli/program.ts'
import { anchor, page, table } from './markdown.ts'

/** The help of a command as `--help` prints it to something that is no terminal. */
const readHelp = (command: Command): string => {
  let help = ''
  const write = (text: string): void => {
    help += text
  }
  command.configureOutput({ writeOut: write, getOutHelpWidth: () => 100, getOutHasColors: () => false }).outputHelp()
  return help.trim()
}

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()

/** A command and those below it, in the order of `--help`. */
const listFamily = (command: Command): Command[] => [command, ...command.commands.flatMap(listFamily)]

const sections = (command: Command): string[] =>
  listFamily(command).map((each) => `## ${pathOf(each)}\n\n\`\`\`text\n${readHelp(each)}\n\`\`\``)

/** `docs/reference/command-line.md`: every command with its help, and the exit codes. */
export const commandLinePage = async (): Promise<string> => {
  const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} }
  const root = await createProgram(io, '', () => true)
  const offsets = commands.filter(({ above }) => above).map(({ name, above }) => `\`kmip ${name}\` adds ${above}`)
  return page(
    '# Command line',
    'Every command of `kmip`, as `--help` prints it.',
    table(
      ['command', ''],
      root.commands.map((command) => {
        const path = pathOf(command)
        return [`[${path}](#${anchor(path)})`, command.summary()]
      }),
    ),
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.values(exitCodes).map(([code, meaning]) => [String(code), meaning]),
    ),
    `${offsets.join(', ')}: PostgreSQL and others read codes up to 125 as an answer. A Node.js that is too old for the package ends with 126.`,
    '## kmip',
    `\`\`\`text\n${readHelp(root)}\n\`\`\``,
    ...root.commands.flatMap(sections),
  )
}
