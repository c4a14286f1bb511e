import type { Client } from '../../client/index.ts'
import {
  CryptographicAlgorithm,
  type CryptographicAlgorithm as CryptographicAlgorithmId,
  type CryptographicParameters,
} from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { parseHexBytes, resolveName } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { addObjectReference, type ReferenceFlags, resolveIdentifier } from '../keys/object-reference.ts'
import { isLast, sendInParts } from './data-parts.ts'
import { addOutputOptions, type OutputFlags, writeDigest } from './digest-output.ts'

interface Flags extends ConnectionFlags, ReferenceFlags, OutputFlags {
  readonly algorithm?: string
  readonly verify?: string
  readonly in?: string
}

const readParameters = ({ algorithm }: Flags): { cryptographicParameters?: CryptographicParameters } => {
  if (algorithm === undefined) return {}
  const name = resolveName('--algorithm', algorithm, CryptographicAlgorithm.entries.keys()) as CryptographicAlgorithmId
  return { cryptographicParameters: { cryptographicAlgorithm: name } }
}

/** `kmip mac`. */
export const mac: Define = (command, io) => {
  addOutputOptions(
    addConnectionOptions(
      addObjectReference(
        command.description('Makes or verifies a message authentication code with a key that stays in the server.'),
      )
        .option('--algorithm <name>', 'HMAC_SHA256 … (default: that of the key: an AES key makes a CMAC)')
        .option('--verify <hex>', 'say whether this is the code of the data')
        .option('--in <file>', 'the data (default: standard input)'),
    ),
  )
  addExample(command, 'kmip mac --name ledger --algorithm HMAC_SHA256 --in ledger.csv').action(
    async (id: string | undefined, flags: Flags) => {
      const parameters = readParameters(flags)
      const macData = flags.verify === undefined ? undefined : parseHexBytes('--verify', flags.verify)
      const data = Uint8Array.from(await readInput(flags.in, io))
      const readTarget = async (client: Client) => ({
        uniqueIdentifier: await resolveIdentifier(client, id, flags),
        ...parameters,
      })
      if (!macData) {
        const answer = await withClient(flags, io, async (client) => {
          const request = await readTarget(client)
          return sendInParts(data, (part) => client.mac({ ...request, ...part }))
        })
        if (flags.json) printJson(answer, io)
        else await writeDigest(answer.macData, flags, io)
        return
      }
      const answer = await withClient(flags, io, async (client) => {
        const request = await readTarget(client)
        return sendInParts(data, (part) => client.macVerify({ ...request, ...part, ...(isLast(part) && { macData }) }))
      })
      if (flags.json) printJson(answer, io)
      if (answer.validityIndicator !== 'Valid') throw new CliError('failed', 'the code is not that of the data')
      if (!flags.json) io.stdout.write('Valid\n')
    },
  )
}
