import { createReadStream, fstatSync } from 'node:fs'
import type { Io } from '../io.ts'

/** Bytes that are asked of a file at once: a call takes as long as some ten thousand bytes. */
const highWaterMark = 512 * 1024

/** A file as it is read. */
export const readFileStream = (path: string): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark })

/** A file, or standard input without one or with `-`. */
export const openInput = ({ in: path }: { readonly in?: string }, { stdin }: Io): AsyncIterable<Uint8Array> => {
  if (path !== undefined && path !== '-') return readFileStream(path)
  const { fd } = stdin as { readonly fd?: unknown }
  // Node reads standard input in small pieces, also where it is a file.
  return typeof fd === 'number' && fstatSync(fd).isFile()
    ? createReadStream('', { fd, autoClose: false, highWaterMark })
    : stdin
}
