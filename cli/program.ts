import { Command } from 'commander'
import { exitCodes } from './cli-error.ts'
import { commands } from './commands.ts'
import { addSubcommand } from './define.ts'
import type { Io } from './io.ts'
import { applyStyle } from './output.ts'

const epilogue = `
Connection, for every command that talks to a server: --server HOST[:PORT], --ca, --cert, --key, or KMIP_SERVER, KMIP_CA,
KMIP_CERT, KMIP_KEY. On the server's own machine no connection options are needed.

Exit codes:
${Object.values(exitCodes)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n')}

Example:
  $ kmip create --name orders
`

/** Errors in a command line name the program, and point to the help of the command in question. */
const pointToHelp = (command: Command, path: string, io: Io): void => {
  command
    .configureOutput({ outputError: (text, write) => write(`${applyStyle('red', 'kmip:', io.stderr)} ${text}`) })
    .showHelpAfterError(`See ${path} --help.`)
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`, io)
}

/**
 * Creates the command line, and loads the commands that `isWanted` names: each costs time to load.
 */
export const createProgram = async (io: Io, version: string, isWanted: (name: string) => boolean): Promise<Command> => {
  const root = new Command('kmip')
    .description('Keys and secrets on a KMIP key manager, and a key manager of your own.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .exitOverride()
    // An option belongs to the command it follows, also where a parent has one of the same name.
    .enablePositionalOptions()
    .configureHelp({ styleTitle: (text) => applyStyle('bold', text, io.stdout) })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .addHelpText('after', epilogue)
  for (const { name, summary, load } of commands) {
    const command = addSubcommand(root, name, summary)
    if (isWanted(name)) (await load())(command, io)
  }
  pointToHelp(root, 'kmip', io)
  return root
}
