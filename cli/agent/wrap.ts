import { buffer } from 'node:stream/consumers'
import { keyOfWrapped } from '../../agent/envelope/wrapped-key.ts'
import { addExample, type Define } from '../define.ts'
import { inputOf } from './input.ts'
import { put, type StreamFlags } from './seal.ts'
import { sourceOptions, withSource } from './source-options.ts'

/** `kmip wrap`. */
export const wrap: Define = (command, io) => {
  addExample(
    sourceOptions(command)
      .description('Wraps a data key: only the KMS can unwrap it.')
      .requiredOption('--key <name>', "the key-encryption key, by its name in the agent's configuration")
      .option('--in <file>', 'the data key (default: standard input)')
      .option('--out <file>', 'write it here (default: standard output)')
      .option('--force', 'overwrite that file'),
    'kmip wrap --key edb --out %p',
  ).action((flags: StreamFlags & { readonly key: string }) =>
    withSource(flags, async (source) => {
      const plaintext = await buffer(inputOf(flags, io))
      await put(flags, [await source.wrap(flags.key, plaintext)], io)
    }),
  )
}

/** `kmip unwrap`. */
export const unwrap: Define = (command, io) => {
  addExample(
    sourceOptions(command)
      .description('Unwraps a data key.')
      .option('--in <file>', 'the wrapped data key (default: standard input)')
      .option('--out <file>', 'write it here (default: standard output)')
      .option('--force', 'overwrite that file'),
    'kmip unwrap --in %p',
  ).action((flags: StreamFlags) =>
    withSource(flags, async (source) => {
      const wrapped = await buffer(inputOf(flags, io))
      await put(flags, [await source.unwrap(keyOfWrapped(wrapped), wrapped)], io)
    }),
  )
}
