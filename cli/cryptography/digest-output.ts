import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { writeSecret } from '../files.ts'
import type { Io } from '../io.ts'

export interface OutputFlags {
  readonly out?: string
  readonly force?: boolean
}

export const addOutputOptions = (command: Command): Command =>
  command
    .option('--out <file>', 'write the bytes here (default: in hexadecimal digits on standard output)')
    .option('--force', 'overwrite that file')

/** Writes bytes of an answer: to a file as they are, to the terminal in hexadecimal digits. */
export const writeDigest = async (bytes: unknown, flags: OutputFlags, io: Io): Promise<void> => {
  if (!(bytes instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
  if (flags.out) await writeSecret(flags.out, bytes, flags.force)
  else io.stdout.write(`${Buffer.from(bytes).toString('hex')}\n`)
}
