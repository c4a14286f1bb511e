import type { Client } from '../../client/index.ts'
import {
  CryptographicAlgorithm,
  type CryptographicAlgorithm as CryptographicAlgorithmId,
  type CryptographicParameters,
} from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { type ConnectionFlags, connected, connectionOptions } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { hexBytes, nameIn } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { identifierOf, objectReference, type ReferenceFlags } from '../keys/object-reference.ts'
import { inParts, isLast } from './data-parts.ts'
import { type OutputFlags, outputOptions, putBytes } from './digest-output.ts'

interface Flags extends ConnectionFlags, ReferenceFlags, OutputFlags {
  readonly algorithm?: string
  readonly verify?: string
  readonly in?: string
}

const parametersOf = ({ algorithm }: Flags): { cryptographicParameters?: CryptographicParameters } => {
  if (algorithm === undefined) return {}
  const name = nameIn('--algorithm', algorithm, CryptographicAlgorithm.entries.keys()) as CryptographicAlgorithmId
  return { cryptographicParameters: { cryptographicAlgorithm: name } }
}

/** `kmip mac`. */
export const mac: Define = (command, io) => {
  outputOptions(
    connectionOptions(
      objectReference(
        command.description('Makes or verifies a message authentication code with a key that stays in the server.'),
      )
        .option('--algorithm <name>', 'HMAC_SHA256 … (default: that of the key: an AES key makes a CMAC)')
        .option('--verify <hex>', 'say whether this is the code of the data')
        .option('--in <file>', 'the data (default: standard input)'),
    ),
  )
  addExample(command, 'kmip mac --name ledger --algorithm HMAC_SHA256 --in ledger.csv').action(
    async (id: string | undefined, flags: Flags) => {
      const parameters = parametersOf(flags)
      const macData = flags.verify === undefined ? undefined : hexBytes('--verify', flags.verify)
      const data = Uint8Array.from(await readInput(flags.in, io))
      const given = async (client: Client) => ({
        uniqueIdentifier: await identifierOf(client, id, flags),
        ...parameters,
      })
      if (!macData) {
        const answer = await connected(flags, io, async (client) => {
          const request = await given(client)
          return inParts(data, (part) => client.mac({ ...request, ...part }))
        })
        if (flags.json) printJson(answer, io)
        else await putBytes(answer.macData, flags, io)
        return
      }
      const answer = await connected(flags, io, async (client) => {
        const request = await given(client)
        return inParts(data, (part) => client.macVerify({ ...request, ...part, ...(isLast(part) && { macData }) }))
      })
      if (flags.json) printJson(answer, io)
      if (answer.validityIndicator !== 'Valid') throw new CliError('failed', 'the code is not that of the data')
      if (!flags.json) io.stdout.write('Valid\n')
    },
  )
}
