import { fstatSync, fsync, writev } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { getSystemErrorMessage, promisify } from 'node:util'
import { createFile, writeBeside } from '../../durable/durable-file.ts'
import { releaseMemory } from '../../durable/release-memory.ts'
import { type ByteSource, writeInBatches, writeWholly } from '../../durable/write-in-batches.ts'
import { CliError } from '../cli-error.ts'

const mode = 0o600

/** Explains a failed write; other errors, such as those of the source, pass through. */
const explainWriteError = (what: string, error: unknown): unknown => {
  const { syscall = '', errno } = error as NodeJS.ErrnoException
  return errno !== undefined && ['write', 'writev', 'fsync'].includes(syscall)
    ? new CliError('failed', `${what}: ${getSystemErrorMessage(errno)}`, 'The output is incomplete.', { cause: error })
    : error
}

/**
 * Writes a stream to a file, which is complete and on the disk afterwards, or absent. Replaces an existing file only with `force`.
 * @throws CliError when the file exists, and what the source throws
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

/** Standard output, or a stream in its place without file descriptor. */
type Output = Writable & { readonly fd?: number; readonly isTTY?: boolean }

/** The file descriptor of a file or a device. Pipes, sockets and terminals are written through the stream. */
const findFile = (stream: Output): { readonly fd: number; readonly lasting: boolean } | undefined => {
  const { fd, isTTY } = stream
  if (fd === undefined || isTTY) return undefined
  const found = fstatSync(fd)
  const lasting = found.isFile() || found.isBlockDevice()
  return lasting || found.isCharacterDevice() ? { fd, lasting } : undefined
}

const [writeTo, sync] = [promisify(writev), promisify(fsync)]

/** Resolves when the stream has passed on all pieces. */
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
  // Without a file descriptor the reader is in this process and uses the pieces.
  if (stream.fd !== undefined) releaseMemory(pieces)
}

/**
 * Writes a stream to standard output, no faster than its reader; the pieces are unusable afterwards. When this resolves, the system
 * has all data; a file is on the disk.
 * @throws CliError when a write fails, also because the reader closed the pipe, and what the source throws
 */
export const writeOutput = async (stream: Output, source: ByteSource): Promise<void> => {
  const file = findFile(stream)
  try {
    await writeInBatches(source, async (pieces) => {
      // Node's stream for files takes a partial write for a complete one.
      if (file) await writeWholly((left) => writeTo(file.fd, left), pieces)
      else await writeToStream(stream, pieces)
    })
    if (file?.lasting) await sync(file.fd)
  } catch (error) {
    throw explainWriteError('standard output', error)
  }
}
