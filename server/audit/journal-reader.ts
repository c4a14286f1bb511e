import { open, rm } from 'node:fs/promises'
import { syncDirectory } from '../../durable/file-group.ts'
import { listSegments } from './journal-files.ts'
import { readFrames } from './journal-frames.ts'

/** Follows the journal of a log. */
export interface JournalReader {
  /** Makes durable what the journal has from entry `size` on, and returns it. */
  read(size: number): Promise<readonly Buffer[]>
  /** Removes the segments that only have entries before `size`, but for the last. */
  remove(size: number): Promise<void>
}

/** Bytes that are read at once: more than an entry has. */
const bytesAtOnce = 256 * 1024

/** Where the entries that were not read yet begin. */
interface Position {
  readonly path: string
  /** The index of the entry there. */
  next: number
  bytes: number
}

export const createJournalReader = (directory: string): JournalReader => {
  let position: Position | undefined

  /** Syncs a segment and reads its entries from the position. */
  const readSegment = async (at: Position): Promise<readonly Buffer[]> => {
    await using file = await open(at.path, 'r+')
    // Before it is read: what is read counts as durable.
    await file.datasync()
    const all: Buffer[] = []
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytesAtOnce), { position: at.bytes })
      const { entries, end } = readFrames(buffer.subarray(0, bytesRead))
      if (entries.length === 0) return all
      all.push(...entries)
      at.bytes += end
      at.next += entries.length
    }
  }

  return {
    async read(size) {
      const found: Buffer[] = []
      for (const { path, first } of await listSegments(directory)) {
        if (position && path < position.path) continue
        if (position?.path !== path) {
          position = { path, next: first, bytes: 0 }
          await syncDirectory(directory)
        }
        const begin = position.next
        const entries = await readSegment(position)
        // Entries that the log has already: the last run wrote them.
        found.push(...entries.slice(Math.max(0, size + found.length - begin)))
      }
      return found
    },
    async remove(size) {
      const segments = await listSegments(directory)
      for (const [at, { path }] of segments.entries()) {
        const next = segments[at + 1]
        if (next && next.first <= size) await rm(path)
      }
    },
  }
}
