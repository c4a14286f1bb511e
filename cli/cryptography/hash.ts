import { Option } from 'commander'
import { HashingAlgorithm, type HashingAlgorithm as HashingAlgorithmId } from '../../codec/index.ts'
import { type ConnectionFlags, connected, connectionOptions } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { nameIn } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { inParts } from './data-parts.ts'
import { type OutputFlags, outputOptions, putBytes } from './digest-output.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  readonly algorithm: string
  readonly in?: string
}

/** `kmip hash`. */
export const hash: Define = (command, io) => {
  outputOptions(
    connectionOptions(
      command
        .description('Has the server hash data.')
        .addOption(new Option('--algorithm <name>', 'SHA_256, SHA3_512 …').default('SHA_256'))
        .option('--in <file>', 'the data (default: standard input)'),
    ),
  )
  addExample(command, 'kmip hash --algorithm SHA3_256 --in dump.sql').action(async (flags: Flags) => {
    const name = nameIn('--algorithm', flags.algorithm, HashingAlgorithm.entries.keys()) as HashingAlgorithmId
    const cryptographicParameters = { hashingAlgorithm: name }
    const data = Uint8Array.from(await readInput(flags.in, io))
    const answer = await connected(flags, io, (client) =>
      inParts(data, (part) => client.hash({ cryptographicParameters, ...part })),
    )
    if (flags.json) printJson(answer, io, true)
    else await putBytes(answer.data, flags, io)
  })
}
