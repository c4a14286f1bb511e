import { Option } from 'commander'
import type { Client } from '../../client/index.ts'
import { RevocationReasonCode } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { addObjectReference, type ReferenceFlags, resolveIdentifier } from './object-reference.ts'

type Flags = ConnectionFlags &
  ReferenceFlags & {
    readonly reason: string
    readonly message?: string
    readonly offset?: string
  }
/** Checks the flags before a connection is opened, and returns the call to make. */
type Work = (flags: Flags) => (client: Client, uniqueIdentifier: string) => Promise<object>

/** Defines a command that does one thing to one object and prints its identifier. */
const defineObjectCommand =
  (description: string, work: Work, lines: readonly string[]): Define =>
  (command, io) => {
    addExample(addConnectionOptions(addObjectReference(command.description(description))), ...lines).action(
      async (id: string | undefined, flags: Flags) => {
        const run = work(flags)
        const result = await withClient(flags, io, async (client) =>
          run(client, await resolveIdentifier(client, id, flags)),
        )
        if (flags.json) printJson(result, io)
        else
          printFields({ 'Unique Identifier': String((result as { uniqueIdentifier?: string }).uniqueIdentifier) }, io)
      },
    )
  }

/** `kmip activate`. */
export const activate = defineObjectCommand(
  'Makes an object Active, ready for use.',
  () => (client, uniqueIdentifier) => client.activate({ uniqueIdentifier }),
  ['kmip activate --name orders'],
)

/** `kmip revoke`. */
export const revoke: Define = (command, io) => {
  command
    .addOption(
      new Option('--reason <reason>', 'why: KeyCompromise makes it Compromised, all others Deactivated').default(
        'CessationOfOperation',
      ),
    )
    .option('--message <text>', 'kept with the reason')
  defineObjectCommand(
    'Ends the use of an object: it becomes Deactivated, or Compromised.',
    ({ reason, message }) => {
      const revocationReason = {
        revocationReasonCode: resolveName('--reason', reason, RevocationReasonCode.entries.keys()) as 'Unspecified',
        ...(message !== undefined && { revocationMessage: message }),
      }
      return (client, uniqueIdentifier) => client.revoke({ uniqueIdentifier, revocationReason })
    },
    ['kmip revoke --name orders --reason Superseded'],
  )(command, io)
}

/** `kmip destroy`. */
export const destroy = defineObjectCommand(
  'Destroys the key of an object for ever; its attributes stay. Revoke an Active object first.',
  () => (client, uniqueIdentifier) => client.destroy({ uniqueIdentifier }),
  ['kmip destroy --name orders'],
)

/** `kmip rekey`. */
export const rekey: Define = (command, io) => {
  command.option('--offset <seconds>', 'until the new key becomes Active (default: it takes the state of the old key)')
  defineObjectCommand(
    'Replaces a key: the name moves to the new key; the old key stays for what it encrypted.',
    ({ offset }) => {
      if (offset !== undefined && !/^\d{1,9}$/.test(offset))
        throw new CliError('usage', `--offset: ${offset} is not a number of seconds`)
      return (client, uniqueIdentifier) =>
        client.reKey({ uniqueIdentifier, ...(offset !== undefined && { offset: Number(offset) }) })
    },
    ['kmip rekey --name orders'],
  )(command, io)
}
