import { buffer } from 'node:stream/consumers'
import { readKeyName } from '../../agent/envelope/wrapped-key.ts'
import { addExample, type Define } from '../define.ts'
import { addAgentOptions, useAgent } from './agent-options.ts'
import { openInput } from './input.ts'
import { type StreamFlags, writeResult } from './seal.ts'

/** `kmip wrap`. */
export const wrap: Define = (command, io) => {
  addExample(
    addAgentOptions(command)
      .description('Wraps a data key: only the KMS can unwrap it.')
      .requiredOption('--key <name>', "the key-encryption key, by its name in the agent's configuration")
      .option('--in <file>', 'the data key (default: standard input)')
      .option('--out <file>', 'write the result here (default: standard output)')
      .option('--force', 'overwrite that file'),
    'kmip wrap --key edb --out %p',
  ).action((flags: StreamFlags & { readonly key: string }) =>
    useAgent(flags, async (client) => {
      const plaintext = await buffer(openInput(flags, io))
      await writeResult(flags, [await client.wrap(flags.key, plaintext)], io)
    }),
  )
}

/** `kmip unwrap`. */
export const unwrap: Define = (command, io) => {
  addExample(
    addAgentOptions(command)
      .description('Unwraps a data key.')
      .option('--in <file>', 'the wrapped data key (default: standard input)')
      .option('--out <file>', 'write the result here (default: standard output)')
      .option('--force', 'overwrite that file'),
    'kmip unwrap --in %p',
  ).action((flags: StreamFlags) =>
    useAgent(flags, async (client) => {
      const wrapped = await buffer(openInput(flags, io))
      await writeResult(flags, [await client.unwrap(readKeyName(wrapped), wrapped)], io)
    }),
  )
}
