import { addExample, type Define } from '../define.ts'
import { readInput } from '../files.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts'

interface Flags extends ConnectionFlags {
  readonly xml?: boolean
  readonly reveal?: boolean
}

/** `kmip request`. */
export const request: Define = (command, io) => {
  addExample(
    addConnectionOptions(
      command
        .description(
          'Sends a message written as XML or JSON (KMIP Profiles), or several in <KMIP>, and prints the answer in the same spelling.',
        )
        .argument('[file]', 'the message (default: standard input)')
        .option('--xml', 'print the answer as XML')
        .option('--reveal', 'show keys and other secrets in the answer'),
    ),
    'kmip request query.xml',
  ).action(async (file: string | undefined, flags: Flags) => {
    const {
      parseRequests: requestsIn,
      encodeResponse: responseBytes,
      formatMessages: spelled,
      detectSpelling: spellingOf,
    } = await import('./message-file.ts')
    const text = (await readInput(file, io)).toString('utf8')
    const messages = requestsIn(text)
    const as = flags.xml ? 'xml' : flags.json ? 'json' : spellingOf(text)
    await withClient(flags, io, async (client) => {
      for (const message of messages) {
        const response = await client.send(message)
        io.stdout.write(`${spelled(responseBytes(response), as, flags.reveal)}\n`)
      }
    })
  })
}
