import { link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CliError } from '../../client/cli/cli-error.ts'

/**
 * Writes what comes to a file that is whole and on the disk, or is not there. One that exists is replaced only with `force`.
 * @throws CliError when it exists; and whatever the source throws, after which nothing is left behind
 */
export const writeWhole = async (path: string, source: AsyncIterable<Uint8Array>, force: boolean): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    {
      await using file = await open(temporary, 'wx', 0o600)
      for await (const bytes of source) await file.writeFile(bytes)
      await file.sync()
    }
    if (force) await rename(temporary, path)
    else
      await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        throw new CliError('usage', `${path} exists`, 'Choose another file, or overwrite it with --force.')
      })
  } finally {
    await rm(temporary, { force: true })
  }
  await using directory = await open(dirname(path), 'r')
  await directory.sync()
}

/** Writes what comes to a stream, no faster than it takes it. */
export const writeAll = async (stream: NodeJS.WritableStream, source: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const bytes of source)
    if (!stream.write(bytes)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}
