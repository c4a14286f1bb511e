import type { Command } from 'commander'
import type { ByteSource } from '../../durable/write-in-batches.ts'
import { addExample, type Define } from '../define.ts'
import type { Io } from '../io.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { openInput } from './input.ts'
import { writeOutput, writeOutputFile } from './output-file.ts'
import { sealStream } from './sealed-stream.ts'

export interface StreamFlags extends AgentFlags {
  readonly context?: string
  readonly in?: string
  readonly out?: string
  readonly force?: boolean
}

export const addStreamOptions = (command: Command): Command =>
  addAgentOptions(command)
    .option('--context <text>', 'what the data is for; required again to open it', '')
    .option('--in <file>', 'the data (default: standard input)')
    .option('--out <file>', 'write the result here, completely or not at all (default: standard output)')
    .option('--force', 'overwrite that file')

export const writeResult = (flags: StreamFlags, source: ByteSource, { stdout }: Io): Promise<void> =>
  flags.out === undefined ? writeOutput(stdout, source) : writeOutputFile(flags.out, source, flags.force === true)

/** `kmip seal`. */
export const seal: Define = (command, io) => {
  addExample(
    addStreamOptions(command)
      .description('Seals data: encrypts and authenticates it with a fresh data key, which only the KMS can unwrap.')
      .requiredOption('--key <name>', "the key-encryption key, by its name in the agent's configuration"),
    'pg_dump orders | kmip seal --key backup > orders.sealed',
    'kmip seal --key backup --context "orders 2030" --in orders.dump --out orders.sealed',
  ).action((flags: StreamFlags & { readonly key: string }) =>
    useAgent(flags, (client) =>
      writeResult(flags, sealStream(client, flags.key, openInput(flags, io), flags.context), io),
    ),
  )
}
