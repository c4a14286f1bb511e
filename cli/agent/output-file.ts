import { fstatSync, fsync, writev } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { getSystemErrorMessage, promisify } from 'node:util'
import { createFile, writeBeside } from '../../durable/durable-file.ts'
import { releaseMemory } from '../../durable/release-memory.ts'
import { type ByteSource, writeInBatches, writeWholly } from '../../durable/write-in-batches.ts'
import { CliError } from '../cli-error.ts'

const mode = 0o600

/** The write that failed, in words; other errors, such as those of the source, stay as they are. */
const explainWriteError = (what: string, error: unknown): unknown => {
  const { syscall = '', errno } = error as NodeJS.ErrnoException
  return errno !== undefined && ['write', 'writev', 'fsync'].includes(syscall)
    ? new CliError('failed', `${what}: ${getSystemErrorMessage(errno)}`, 'Not all of it was written.', { cause: error })
    : error
}

/**
 * Writes what comes to a file that is whole and on the disk, or is not there. One that exists is replaced only with `force`.
 * @throws CliError when it exists; and whatever the source throws, after which nothing is left behind
 */
export const writeOutputFile = async (path: string, source: ByteSource, force: boolean): Promise<void> => {
  try {
    if (force) await writeBeside(path, source, mode, (temporary) => rename(temporary, path))
    else if (!(await createFile(path, source, mode)))
      throw new CliError('usage', `${path} exists`, 'Choose another file, or overwrite it with --force.')
  } catch (error) {
    throw explainWriteError(path, error)
  }
}

/** Standard output, or a stream in its place, which has no file descriptor. */
type Output = Writable & { readonly fd?: number; readonly isTTY?: boolean }

/** Its file descriptor when it is a file or a device; a pipe, a socket or a terminal has none that is written to directly. */
const findFile = (stream: Output): { readonly fd: number; readonly lasting: boolean } | undefined => {
  const { fd, isTTY } = stream
  if (fd === undefined || isTTY) return undefined
  const found = fstatSync(fd)
  const lasting = found.isFile() || found.isBlockDevice()
  return lasting || found.isCharacterDevice() ? { fd, lasting } : undefined
}

const [writeTo, sync] = [promisify(writev), promisify(fsync)]

/** Resolves when the stream has passed all of it on. */
const writeToStream = async (stream: Output, pieces: readonly Uint8Array[]): Promise<void> => {
  stream.cork()
  const done = pieces.map(
    (piece) =>
      new Promise<void>((resolve, reject) => {
        stream.write(piece, (error) => (error ? reject(error) : resolve()))
      }),
  )
  stream.uncork()
  await Promise.all(done)
  // One without has only passed it on within this process.
  if (stream.fd !== undefined) releaseMemory(pieces)
}

/**
 * Writes what comes to standard output, no faster than it takes it; the pieces are of no use afterwards. When this returns, the
 * system has all of it; where that is a file, it is on the disk.
 * @throws CliError when it cannot be written, also when whoever reads has ended; and whatever the source throws
 */
export const writeOutput = async (stream: Output, source: ByteSource): Promise<void> => {
  const file = findFile(stream)
  try {
    await writeInBatches(source, async (pieces) => {
      // Node's own stream for files takes a write that was cut short for a whole one.
      if (file) await writeWholly((left) => writeTo(file.fd, left), pieces)
      else await writeToStream(stream, pieces)
    })
    if (file?.lasting) await sync(file.fd)
  } catch (error) {
    throw explainWriteError('standard output', error)
  }
}
