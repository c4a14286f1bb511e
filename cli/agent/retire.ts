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
  /** Of those that were named. */
  readonly files: readonly string[]
}

interface UsesFlags extends AgentFlags {
  readonly json?: boolean
}

interface RetireFlags extends AgentFlags {
  readonly id?: readonly string[]
  readonly final?: boolean
}

/** What no agent can know: files carry their data keys themselves. */
const onlyRecords =
  'Known are the secrets of this agent only, and the files that were named. A sealed file carries its data key in its header, wrapped with the key of its time, wherever it lies: it needs that key until it is resealed (kmip reseal FILE…).\n'

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
    .argument('[file...]', 'sealed files to look at: which key their headers name')

/** `kmip agent uses`: what still needs which key of the KMS. */
export const uses = (command: Command, io: Io): void => {
  addExample(
    addKeyAndFiles(
      command
        .command('uses')
        .summary('list the keys in the KMS that a key-encryption key stands for and stood for, and what needs them')
        .description(
          'Lists the keys in the KMS that a key-encryption key stands for and stood for, newest first, and which secrets and named files need them.',
        ),
    ).option('--json', 'print JSON'),
    'kmip agent uses backup /archive/*',
  ).action((key: string, files: string[], flags: UsesFlags) =>
    useAgent(flags, async (client) => {
      const found = await listNeededUses(client, key, files)
      if (flags.json) io.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`)
      else {
        printTable(['KEY IN THE KMS', 'STATE', '', 'SECRETS', 'FILES'], found.map(toRow), io)
        io.stderr.write(onlyRecords)
      }
    }),
  )
}

/** `kmip agent retire`: old keys are Deactivated once nothing needs them. */
export const retire = (command: Command, io: Io): void => {
  addExample(
    addKeyAndFiles(
      command
        .command('retire')
        .summary('deactivate the old keys of a key-encryption key')
        .description(
          'Makes the keys that a key-encryption key stood for before Deactivated in the KMS: they seal nothing more. Refuses while a secret or a named file needs one. Destroys nothing. May be interrupted and repeated at any time.',
        ),
    )
      .option(
        '--id <uniqueIdentifier>',
        'this one only; may be repeated',
        (id: string, all: readonly string[] = []): readonly string[] => [...all, id],
      )
      .option('--final', 'also where the KMS opens nothing with a key that is Deactivated'),
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
          `Files still need what was to be retired: ${needed.map((use) => `${use.uniqueIdentifier} by ${use.files.join(', ')}`).join('; ')}. Nothing was changed.`,
          'Reseal them: kmip reseal FILE…',
        )
      const { retired, already } = await client.retire(key, { only: flags.id, final: flags.final === true })
      if (retired.length > 0) io.stdout.write(`Deactivated now: ${retired.join(', ')}\n`)
      if (already.length > 0) io.stdout.write(`Not Active before: ${already.join(', ')}\n`)
      if (retired.length + already.length === 0) io.stdout.write(`${key} has no old keys.\n`)
      io.stderr.write(onlyRecords)
    }),
  )
}
