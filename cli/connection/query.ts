import type { QueryFunction } from '../../codec/index.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts'

const queryFunctions = [
  'QueryOperations',
  'QueryObjects',
  'QueryServerInformation',
] as const satisfies readonly QueryFunction[]

/** `kmip query`. */
export const query: Define = (command, io) => {
  addExample(
    addConnectionOptions(command.description('Asks the server what it can do.')),
    'kmip query --server kms.example.org',
  ).action(async (flags: ConnectionFlags) => {
    const answer = await withClient(flags, io, (client) => client.query({ queryFunction: queryFunctions }))
    if (flags.json) printJson(answer, io)
    else
      printFields(
        {
          Vendor: answer.vendorIdentification,
          Product: answer.serverInformation?.productName,
          Version: answer.serverInformation?.serverVersion,
          Operations: answer.operation?.join(', '),
          'Object types': answer.objectType?.join(', '),
        },
        io,
      )
  })
}

/** `kmip versions`. */
export const versions: Define = (command, io) => {
  addExample(
    addConnectionOptions(command.description('Asks the server which protocol versions it speaks.')),
    'kmip versions --server kms.example.org',
  ).action(async (flags: ConnectionFlags) => {
    const list = await withClient(flags, io, async (client) => {
      // Discover Versions came with 1.1; a connection in 1.0 has already found the only version.
      if (client.version === '1.0' && flags.kmipVersion === undefined) return ['1.0']
      const { protocolVersion = [] } = await client.discoverVersions({})
      return protocolVersion.map((each) => `${each.protocolVersionMajor}.${each.protocolVersionMinor}`)
    })
    if (flags.json) printJson(list, io)
    else for (const each of list) io.stdout.write(`${each}\n`)
  })
}
