import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { addExample, addSubcommand, type Define } from '../define.ts'
import { readInput } from '../files.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { writeOutput } from './output-file.ts'

interface Flags extends AgentFlags {
  readonly key?: string
  readonly in?: string
  readonly generate?: string
  readonly replace?: boolean
  readonly hex?: boolean
  readonly newline?: boolean
  readonly json?: boolean
}

/** The newline that ends a typed line is not part of the secret. */
const removeNewline = (bytes: Buffer): Buffer => (bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes)

const generateSecret = (text: string): Buffer => {
  const size = Number(text)
  if (!Number.isInteger(size) || size < 1 || size > 4096)
    throw new CliError('usage', `--generate: ${text} is not a number of bytes from 1 to 4096`)
  return randomBytes(size)
}

const addSecretCommand = (parent: Command, name: string, summary: string): Command =>
  addAgentOptions(addSubcommand(parent, name, summary))

/** `kmip secret get`, `set`, `list`, `delete`: secrets that the agent stores sealed. */
export const secret: Define = (command, io) => {
  addExample(
    addSecretCommand(command, 'get', 'print a secret')
      .argument('<name>')
      .option('--hex', 'as hexadecimal digits, for keys')
      .option('--newline', 'end it with a newline'),
    'kmip secret get server-key',
    'kmip secret get cluster-key --hex',
  ).action((name: string, flags: Flags) =>
    useAgent(flags, async (client) => {
      const value = Buffer.from(await client.readSecret(name))
      const shown = flags.hex ? Buffer.from(value.toString('hex')) : value
      await writeOutput(io.stdout, [flags.newline ? Buffer.concat([shown, Buffer.from('\n')]) : shown])
    }),
  )
  addExample(
    addSecretCommand(command, 'set', 'seal a secret')
      .argument('<name>')
      .option('--key <name>', "the key-encryption key (default: the socket's first)", '')
      .option('--in <file>', 'the secret, without its final newline (default: standard input)')
      .option('--generate <bytes>', 'make a random secret and print nothing')
      .option('--replace', 'overwrite the secret of that name'),
    'kmip secret set server-key --in passphrase.txt',
    'kmip secret set cluster-key --generate 32',
  ).action((name: string, flags: Flags) =>
    useAgent(flags, async (client) => {
      if (flags.direct && !flags.key)
        throw new CliError('usage', '--key is missing', 'With --direct name the key-encryption key: --key NAME')
      const value =
        flags.generate === undefined ? removeNewline(await readInput(flags.in, io)) : generateSecret(flags.generate)
      if (value.length === 0) throw new CliError('usage', 'the secret is empty')
      await client.writeSecret(flags.key ?? '', name, value, flags.replace === true)
      value.fill(0)
    }),
  )
  addExample(
    addSecretCommand(command, 'list', 'list the names of secrets').option('--json', 'print JSON'),
    'kmip secret list',
  ).action((flags: Flags) =>
    useAgent(flags, async (client) => {
      const names = await client.listSecrets()
      io.stdout.write(flags.json ? `${JSON.stringify(names)}\n` : names.map((name) => `${name}\n`).join(''))
    }),
  )
  addExample(
    addSecretCommand(command, 'delete', 'delete a secret').argument('<name>'),
    'kmip secret delete old-passphrase',
  ).action((name: string, flags: Flags) => useAgent(flags, (client) => client.deleteSecret(name)))
}
