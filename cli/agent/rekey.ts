import type { Command } from 'commander'
import type { Rotation } from '../../agent/interface/routes.ts'
import { CliError } from '../cli-error.ts'
import { addExample } from '../define.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'

interface Flags extends AgentFlags {
  readonly undo?: boolean
  readonly json?: boolean
}

const addOptions = (command: Command): Command =>
  addAgentOptions(command).argument('<key>', "its name in the agent's configuration").option('--json', 'print JSON')

/** The agent keeps no list of what was sealed: files are copied, moved and backed up. */
const printUnknown = (key: string, previous: readonly string[], io: Io): void => {
  const [newest] = previous
  if (newest === undefined) return
  io.stdout.write(
    [
      `Files, archives, backups and other agents' secrets that were sealed before still need an older key (${previous.length} known, newest ${newest}).`,
      'The agent has no record of them. The older keys stay as they are until you retire them:',
      '',
      `  kmip reseal FILE…                  # wraps files' data keys with the new key`,
      `  kmip agent uses ${key} FILE…       # lists what secrets and these files need`,
      `  kmip agent retire ${key} FILE…     # deactivates the older keys`,
      '',
    ].join('\n'),
  )
}

const printRotation = (key: string, rotation: Rotation, { json }: Flags, io: Io): void => {
  const { current, rewrapped, previous, unopened, abandoned } = rotation
  if (json) printJson(rotation, io)
  else if (abandoned !== undefined)
    io.stdout.write(`${key} stays ${current} in the KMS. Nothing uses ${abandoned}, which the rotation had made.\n`)
  else {
    io.stdout.write(`${key} is ${current} in the KMS. Secrets rewrapped and read back: ${rewrapped}.\n`)
    printUnknown(key, previous, io)
  }
  if (unopened.length > 0)
    throw new CliError(
      'failed',
      `Secrets that do not open stay as they are: ${unopened.map(({ name, uniqueIdentifier, reason }) => `${name} needs ${uniqueIdentifier}: ${reason}`).join('; ')}`,
      'Set them again (kmip secret set NAME --replace), or restore the key in the KMS.',
    )
}

/** `kmip agent rekey`. */
export const rekey = (command: Command, io: Io): void => {
  addExample(
    addOptions(
      command
        .command('rekey')
        .summary('rotate a key-encryption key')
        .description(
          'Creates a new key-encryption key in the KMS, wraps the data keys of all secrets with it, reads them back, and only then uses it. Older keys stay as they are. After an interruption run it again.',
        ),
    ).option('--undo', 'give up a rotation that did not complete'),
    'kmip agent rekey backup',
    'kmip agent rekey backup --undo',
  ).action((key: string, flags: Flags) =>
    useAgent(flags, async (client) => {
      printRotation(key, await client.rekey(key, { undo: flags.undo === true }), flags, io)
    }),
  )
}

/** `kmip agent adopt`. */
export const adopt = (command: Command, io: Io): void => {
  addExample(
    addOptions(
      command
        .command('adopt')
        .summary('use an existing key of the KMS as a key-encryption key')
        .description(
          'Makes an existing key of the KMS the key-encryption key: where the KMS refuses the present one, to return to an older one, or where the KMS finds no keys by Name. Wraps the data keys of all secrets with it and reads them back; secrets that do not open stay as they are.',
        ),
    ).argument('<identifier>', 'Unique Identifier of the key in the KMS'),
    'kmip agent adopt backup 7f1d3b5a-0c55-4f0e-9a55-5e0a0d3f2c11',
  ).action((key: string, identifier: string, flags: Flags) =>
    useAgent(flags, async (client) => {
      printRotation(key, await client.adopt(key, identifier), flags, io)
    }),
  )
}
