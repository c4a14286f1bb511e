import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { allocateSegment, toSegmentPath, toSparePath } from './journal-files.ts'
import { writeFrames } from './journal-frames.ts'

/**
 * The newest entries of the log, in files that have their size already. They are written here before answers leave; a thread
 * brings them into the log.
 */
export interface Journal {
  /** The index of the next entry. */
  readonly size: number
  /** Writes entries to the file system's cache, at once. @throws Error of the file system; then the journal has none of them */
  append(entries: readonly Uint8Array[]): void
  close(): void
}

interface OpenSegment {
  readonly file: number
  readonly size: number
  written: number
}

/** Takes the spare segment as the one that begins with this entry. */
const openSegment = (directory: string, first: number): OpenSegment => {
  const path = toSegmentPath(directory, first)
  const spare = toSparePath(directory)
  try {
    renameSync(spare, path)
  } catch {
    // Entries come faster than the disk prepares segments.
    allocateSegment(spare)
    renameSync(spare, path)
  }
  const file = openSync(path, 'r+')
  return { file, size: fstatSync(file).size, written: 0 }
}

/** @param onSegment - is called when a segment is taken: the next one is to be prepared */
export const openJournal = (directory: string, first: number, onSegment: () => void): Journal => {
  let size = first
  let segment = openSegment(directory, first)
  onSegment()

  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; )
      at += writeSync(segment.file, bytes, at, bytes.length - at, segment.written + at)
    segment.written += bytes.length
  }
  const startSegment = (): void => {
    const started = openSegment(directory, size)
    closeSync(segment.file)
    segment = started
    onSegment()
  }

  return {
    get size() {
      return size
    },
    append(entries) {
      const bytes = writeFrames(entries)
      if (segment.written + bytes.length > segment.size) startSegment()
      write(bytes)
      size += entries.length
    },
    close: () => closeSync(segment.file),
  }
}
