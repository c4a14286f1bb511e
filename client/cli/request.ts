import { CliError } from './cli-error.ts'
import { type ConnectionFlags, connected, connectionOptions } from './connection-options.ts'
import { type Define, example } from './define.ts'
import { readInput } from './files.ts'

/** `kmip request`. */
export const request: Define = (command, io) => {
  example(
    connectionOptions(
      command
        .description(
          'Sends a message written as XML or JSON (KMIP Profiles), and prints the answer in the same spelling. Keys in the answer are shown.',
        )
        .argument('[file]', 'the message (default: standard input)')
        .option('--xml', 'print the answer as XML'),
    ),
    'kmip request query.xml',
  ).action(async (file: string | undefined, flags: ConnectionFlags & { readonly xml?: boolean }) => {
    const { messageIn, spelled, textReader } = await import('./message-file.ts')
    const text = (await readInput(file, io)).toString('utf8')
    const message = messageIn(textReader(text))
    if (!('request' in message)) throw new CliError('usage', 'the input is a response, not a request')
    const response = await connected(flags, io, (client) => client.send(message.request))
    const asXml = flags.xml ?? (!flags.json && /^\s*</.test(text))
    io.stdout.write(`${spelled({ response }, asXml ? 'xml' : 'json')}\n`)
  })
}
