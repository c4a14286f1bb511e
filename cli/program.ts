import { Command } from 'commander'
import { commands } from './commands.ts'
import { addSubcommand } from './define.ts'
import { exitCodes } from './exit-codes.ts'
import type { Io } from './io.ts'
import { applyStyle } from './output.ts'

const epilogue = `
Connection, for every command that talks to a server: --server HOST[:PORT], --ca, --cert, --key, or KMIP_SERVER, KMIP_CA,
KMIP_CERT, KMIP_KEY; on the machine of a server of your own nothing need be said.

Exit codes:
${Object.values(exitCodes)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n')}

Example:
  $ kmip create --name orders
`

/** Errors of a command line name the help of the command that they are about. */
const explainErrors = (command: Command, path: string, io: Io): void => {
  command.configureOutput({
    // One line of its own for the suggestion is the hint.
    outputError: (text, write) => {
      const [message = '', hint] = text.trim().split('\n')
      write(`${applyStyle('red', 'kmip:', io.stderr)} ${message.replace(/^error: /, '')}\n`)
      write(`  ${hint?.replace(/^\((.*)\)$/, '$1') ?? `See ${path} --help.`}\n`)
    },
  })
  for (const each of command.commands) explainErrors(each, `${path} ${each.name()}`, io)
}

/**
 * The command line. Of the commands only those are loaded that are asked for.
 * @param wanted decides by name
 */
export const createProgram = async (io: Io, version: string, wanted: (name: string) => boolean): Promise<Command> => {
  const root = new Command('kmip')
    .description('Keys and secrets on a KMIP key manager, and a key manager of your own.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .exitOverride()
    // A command's options are its own, also where one above it has some of that name.
    .enablePositionalOptions()
    .configureHelp({ styleTitle: (text) => applyStyle('bold', text, io.stdout) })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .addHelpText('after', epilogue)
  for (const { name, summary, load } of commands) {
    const command = addSubcommand(root, name, summary)
    if (wanted(name)) (await load())(command, io)
  }
  explainErrors(root, 'kmip', io)
  return root
}
