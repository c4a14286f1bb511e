import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of a segment. It has them before it is used, so that entries still fit when the disk is full. */
const segmentSize = 2 * 1024 * 1024

const segmentName = /^\d{16}$/
const ownerOnly = 0o600

/** The segment whose first entry has this index in the log. */
export const toSegmentPath = (directory: string, first: number): string =>
  join(directory, String(first).padStart(16, '0'))

/** The segment that is ready for use. */
export const toSparePath = (directory: string): string => join(directory, 'spare')

export interface Segment {
  readonly path: string
  /** The index in the log of its first entry. */
  readonly first: number
}

/** The segments of a journal, oldest first. */
export const listSegments = async (directory: string): Promise<readonly Segment[]> =>
  (await readdir(directory))
    .filter((name) => segmentName.test(name))
    .sort()
    .map((name) => ({ path: join(directory, name), first: Number(name) }))

/** Creates a segment of zeros. @throws Error of the file system, such as ENOSPC */
export const allocateSegment = (path: string): void => {
  const file = openSync(path, 'w', ownerOnly)
  try {
    const zeros = Buffer.alloc(segmentSize)
    for (let at = 0; at < zeros.length; ) at += writeSync(file, zeros, at)
    // A write to a page that the disk has not taken yet would wait for it.
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}
