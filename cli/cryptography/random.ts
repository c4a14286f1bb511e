import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { addOutputOptions, type OutputFlags, writeDigest } from './digest-output.ts'

/** `kmip random`. */
export const random: Define = (command, io) => {
  addOutputOptions(
    addConnectionOptions(command.description('Random bytes of the server.').argument('<bytes>', 'how many')),
  )
  addExample(command, 'kmip random 32').action(async (bytes: string, flags: ConnectionFlags & OutputFlags) => {
    if (!/^[1-9]\d{0,8}$/.test(bytes)) throw new CliError('usage', `${bytes} is not a number of bytes`)
    const answer = await withClient(flags, io, (client) => client.rngRetrieve({ dataLength: Number(bytes) }))
    if (flags.json) printJson(answer, io, true)
    else await writeDigest(answer.data, flags, io)
  })
}
