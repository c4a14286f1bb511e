import { open, readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { CliError } from './cli-error.ts'
import type { Io } from './io.ts'

/** Reads a file; standard input without a path or with `-`. */
export const readInput = async (path: string | undefined, { stdin, stderr }: Io): Promise<Buffer> => {
  if (path !== undefined && path !== '-') return readFile(path)
  if (stdin.isTTY) stderr.write('kmip: reading from the terminal; end with Ctrl-D\n')
  return buffer(stdin)
}

/** Writes a file with mode 0600; overwrites an existing one only with `force`. */
export const writeSecret = async (path: string, content: Uint8Array | string, force = false): Promise<void> => {
  const file = await open(path, force ? 'w' : 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new CliError('usage', `${path} exists`, 'Choose another file, or overwrite it with --force.')
  })
  try {
    // An existing file keeps its mode.
    await file.chmod(0o600)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
