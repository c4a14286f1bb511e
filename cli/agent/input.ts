import { createReadStream, fstatSync } from 'node:fs'
import type { Io } from '../io.ts'

/** Bytes for one read of a file: a call costs as much as some ten thousand bytes. */
const highWaterMark = 512 * 1024

export const readFileStream = (path: string): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark })

/** A file, or standard input without one or with `-`. */
export const openInput = ({ in: path }: { readonly in?: string }, { stdin }: Io): AsyncIterable<Uint8Array> => {
  if (path !== undefined && path !== '-') return readFileStream(path)
  const { fd } = stdin as { readonly fd?: unknown }
  // Node reads standard input in small pieces, even a file.
  return typeof fd === 'number' && fstatSync(fd).isFile()
    ? createReadStream('', { fd, autoClose: false, highWaterMark })
    : stdin
}
