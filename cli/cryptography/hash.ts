import { Option } from 'commander'
import { HashingAlgorithm, type HashingAlgorithm as HashingAlgorithmId } from '../../codec/index.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { sendInParts } from './data-parts.ts'
import { addOutputOptions, type OutputFlags, writeDigest } from './digest-output.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  readonly algorithm: string
  readonly in?: string
}

/** `kmip hash`. */
export const hash: Define = (command, io) => {
  addOutputOptions(
    addConnectionOptions(
      command
        .description('Has the server hash data.')
        .addOption(new Option('--algorithm <name>', 'SHA_256, SHA3_512 …').default('SHA_256'))
        .option('--in <file>', 'the data (default: standard input)'),
    ),
  )
  addExample(command, 'kmip hash --algorithm SHA3_256 --in dump.sql').action(async (flags: Flags) => {
    const name = resolveName('--algorithm', flags.algorithm, HashingAlgorithm.entries.keys()) as HashingAlgorithmId
    const cryptographicParameters = { hashingAlgorithm: name }
    const data = Uint8Array.from(await readInput(flags.in, io))
    const answer = await withClient(flags, io, (client) =>
      sendInParts(data, (part) => client.hash({ cryptographicParameters, ...part })),
    )
    if (flags.json) printJson(answer, io, true)
    else await writeDigest(answer.data, flags, io)
  })
}
