import { rename } from 'node:fs/promises'
import { CliError } from '../../client/cli/cli-error.ts'
import { createFile, writeBeside } from '../../installation/durable-file.ts'

const mode = 0o600

/**
 * Writes what comes to a file that is whole and on the disk, or is not there. One that exists is replaced only with `force`.
 * @throws CliError when it exists; and whatever the source throws, after which nothing is left behind
 */
export const writeWhole = async (path: string, source: AsyncIterable<Uint8Array>, force: boolean): Promise<void> => {
  if (force) await writeBeside(path, source, mode, (temporary) => rename(temporary, path))
  else if (!(await createFile(path, source, mode)))
    throw new CliError('usage', `${path} exists`, 'Choose another file, or overwrite it with --force.')
}

/** Writes what comes to a stream, no faster than it takes it. */
export const writeAll = async (stream: NodeJS.WritableStream, source: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const bytes of source)
    if (!stream.write(bytes)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}
