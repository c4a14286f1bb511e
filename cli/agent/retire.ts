import type { Command } from 'commander'
import type { AgentClient } from '../../agent/interface/client.ts'
import type { KeyUse } from '../../agent/interface/routes.ts'
import { CliError } from '../cli-error.ts'
import { addExample } from '../define.ts'
import type { Io } from '../io.ts'

import { printTable } from '../output.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { readSealingKey } from './read-sealing-key.ts'

interface NeededUse extends KeyUse {
  /** Files of the command line that need the key. */
  readonly files: readonly string[]
}

interface UsesFlags extends AgentFlags {
  readonly json?: boolean
}

interface RetireFlags extends AgentFlags {
  readonly id?: readonly string[]
  readonly final?: boolean
}

/** The agent does not know the sealed files. */
const filesNotice =
  'Only the secrets of this agent and the named files were checked. A sealed file carries its data key in its header, wrapped with the key in use when it was sealed. It needs that key until you reseal it: kmip reseal FILE…\n'

const listNeededUses = async (client: AgentClient, key: string, files: readonly string[]): Promise<NeededUse[]> => {
  const sealed: { readonly file: string; readonly key: string; readonly uniqueIdentifier: string }[] = []
  for (const file of files) sealed.push({ file, ...(await readSealingKey(file)) })
  return (await client.listKeyUses(key)).map((use) => ({
    ...use,
    files: sealed
      .filter((each) => each.key === key && each.uniqueIdentifier === use.uniqueIdentifier)
      .map(({ file }) => file),
  }))
}

const toRow = ({ uniqueIdentifier, state = 'not in the KMS', current, secrets, files }: NeededUse): string[] => [
  uniqueIdentifier,
  state,
  current ? 'in use' : '',
  secrets.join(', '),
  files.join(', '),
]

const addKeyAndFiles = (command: Command): Command =>
  addAgentOptions(command)
    .argument('<key>', "its name in the agent's configuration")
    .argument('[file...]', 'sealed files to check: their headers name the key that they need')

/** `kmip agent uses`: lists what needs which key in the KMS. */
export const uses = (command: Command, io: Io): void => {
  addExample(
    addKeyAndFiles(
      command
        .command('uses')
        .summary('list the current and older keys in the KMS of a key-encryption key, and what needs them')
        .description(
          'Lists the current and older keys in the KMS of a key-encryption key, newest first, and the secrets and named files that need them.',
        ),
    ).option('--json', 'print JSON'),
    'kmip agent uses backup /archive/*',
  ).action((key: string, files: string[], flags: UsesFlags) =>
    useAgent(flags, async (client) => {
      const found = await listNeededUses(client, key, files)
      if (flags.json) io.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`)
      else {
        printTable(['KEY IN THE KMS', 'STATE', '', 'SECRETS', 'FILES'], found.map(toRow), io)
        io.stderr.write(filesNotice)
      }
    }),
  )
}

/** `kmip agent retire`: deactivates older keys that nothing needs. */
export const retire = (command: Command, io: Io): void => {
  addExample(
    addKeyAndFiles(
      command
        .command('retire')
        .summary('deactivate the older keys of a key-encryption key')
        .description(
          'Deactivates the older keys of a key-encryption key in the KMS: they wrap no more data keys. Refuses while a secret or a named file needs one. Destroys nothing. After an interruption run it again.',
        ),
    )
      .option(
        '--id <uniqueIdentifier>',
        'retire only this key; repeatable',
        (id: string, all: readonly string[] = []): readonly string[] => [...all, id],
      )
      .option('--final', 'retire even if the KMS does not unwrap with a Deactivated key'),
    'kmip agent retire backup /archive/*',
    'kmip agent retire backup --id 7f1d3b5a-0c55-4f0e-9a55-5e0a0d3f2c11',
  ).action((key: string, files: string[], flags: RetireFlags) =>
    useAgent(flags, async (client) => {
      const needed = (files.length > 0 ? await listNeededUses(client, key, files) : []).filter(
        (use) => use.files.length > 0 && !use.current && (flags.id?.includes(use.uniqueIdentifier) ?? true),
      )
      if (needed.length > 0)
        throw new CliError(
          'failed',
          `Files still need keys to be retired: ${needed.map((use) => `${use.uniqueIdentifier} by ${use.files.join(', ')}`).join('; ')}. Nothing was changed.`,
          'Reseal them: kmip reseal FILE…',
        )
      const { retired, already, opensDeactivated } = await client.retire(key, {
        only: flags.id,
        final: flags.final === true,
      })
      if (retired.length > 0) io.stdout.write(`Deactivated now: ${retired.join(', ')}\n`)
      if (opensDeactivated) io.stdout.write('The KMS unwraps with Deactivated keys: a temporary key showed it.\n')
      if (already.length > 0) io.stdout.write(`Not Active before: ${already.join(', ')}\n`)
      if (retired.length + already.length === 0) io.stdout.write(`${key} has no old keys.\n`)
      io.stderr.write(filesNotice)
    }),
  )
}
