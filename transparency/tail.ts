import { closeSync, fdatasync, ftruncateSync, openSync, writevSync } from 'node:fs'
import { readdir, readFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeDirectory } from '../durable/durable-file.ts'
import { syncDirectory, syncFiles } from '../durable/file-group.ts'
import { decodeEntries } from './bundle.ts'
import { encodeHeader, readRecord } from './tail-record.ts'

const syncData = promisify(fdatasync)

/** Bytes after which a new segment begins, so that the older one can be removed. */
const segmentLength = 4 * 1024 * 1024

/** The newest entries of a log, in files that only grow: segments, named by the index of their first entry. */
export interface Tail {
  /**
   * Writes a record with one system call. It is durable after {@link Tail.sync}.
   * @throws Error of the file system; the tail is as it was before
   */
  append(firstIndex: number, entries: Buffer): void
  /** Makes everything durable that was appended before the call. */
  sync(): Promise<void>
  /** Whether a segment has only entries below an index. */
  hasSegmentBelow(index: number): boolean
  /** Removes the segments that have only entries below an index. */
  removeBelow(index: number): Promise<void>
  close(): void
}

interface Segment {
  readonly firstIndex: number
  readonly path: string
  /** Bytes of whole records. */
  length: number
}

/** What the files of a tail had after the last run. */
export interface Recovery {
  /** Index of the first entry. */
  readonly firstIndex: number
  readonly entries: readonly Buffer[]
  /** Bytes that were behind the last whole record: writes that a crash lost in part. None of them was synced. */
  readonly cutBytes: number
  readonly segments: readonly Segment[]
}

const toName = (firstIndex: number): string => String(firstIndex).padStart(16, '0')

/** What the files of a tail hold, from the oldest; nothing is changed. */
export const readTail = async (directory: string): Promise<Recovery> => {
  const names = (await readdir(directory).catch(() => [])).filter((name) => /^[0-9]{16}$/.test(name)).sort()
  const segments: Segment[] = []
  const entries: Buffer[] = []
  let next = Number(names[0] ?? 0)
  const firstIndex = next
  let cutBytes = 0
  let isCut = false
  for (const name of names) {
    const path = join(directory, name)
    const bytes = await readFile(path)
    let length = 0
    // Behind a gap nothing counts: it was written later, so it was not synced either.
    isCut ||= Number(name) !== next
    if (!isCut) {
      for (let record = readRecord(bytes, 0, next); record; record = readRecord(bytes, length, next)) {
        const added = decodeEntries(record.entries) ?? []
        entries.push(...added)
        next += added.length
        length = record.end
      }
      segments.push({ firstIndex: Number(name), path, length })
      isCut = length < bytes.length
    }
    cutBytes += bytes.length - length
  }
  return { firstIndex, entries, cutBytes, segments }
}

/** Cuts what a crash tore, durably: what is written from here on must not meet an old record behind it. */
const repair = async (directory: string, segments: readonly Segment[]): Promise<void> => {
  const kept = new Set(segments.map(({ firstIndex }) => toName(firstIndex)))
  for (const name of await readdir(directory)) if (!kept.has(name)) await rm(join(directory, name))
  for (const { path, length } of segments) await truncate(path, length)
  await syncFiles(segments.map(({ path }) => path))
  await syncDirectory(directory)
}

/** Opens a tail as `readTail` found it, or begins one, and cuts off what a crash tore. One process has it open at a time. */
export const openTail = async (directory: string, found: Recovery, segmentEntries: number): Promise<Tail> => {
  await makeDirectory(directory)
  await repair(directory, found.segments)
  const segments = [...found.segments]
  /** Files of older segments, to be closed once they are synced. */
  const retired: number[] = []
  const unsynced = new Set<number>()
  let current: (Segment & { readonly file: number }) | undefined
  let hasNewSegment = false
  let isTorn = false
  let failure: Error | undefined

  const isFull = ({ length, firstIndex }: Segment, next: number): boolean =>
    length >= segmentLength || next - firstIndex >= segmentEntries
  const hasSegmentBelow = (index: number): boolean => segments[1] !== undefined && segments[1].firstIndex <= index
  const openSegment = (segment: Segment): Segment & { readonly file: number } =>
    Object.assign(segment, { file: openSync(segment.path, 'a', 0o600) })
  const beginSegment = (firstIndex: number): Segment & { readonly file: number } => {
    const opened = openSegment({ firstIndex, path: join(directory, toName(firstIndex)), length: 0 })
    if (current) retired.push(current.file)
    segments.push(opened)
    hasNewSegment = true
    return opened
  }
  const cutTo = (file: number, length: number): void => {
    isTorn = true
    ftruncateSync(file, length)
    isTorn = false
  }
  const write = (file: number, length: number, pieces: readonly Buffer[]): number => {
    const wanted = pieces.reduce((sum, piece) => sum + piece.length, 0)
    try {
      if (writevSync(file, pieces) < wanted)
        throw Object.assign(new Error(`no space left for the log in ${directory}`), { code: 'ENOSPC' })
      return wanted
    } catch (error) {
      try {
        cutTo(file, length)
      } catch {
        // The next append tries again.
      }
      throw error
    }
  }
  const last = segments.at(-1)
  if (last) current = openSegment(last)

  return {
    append(firstIndex, entries) {
      if (failure) throw failure
      if (!current || isFull(current, firstIndex)) current = beginSegment(firstIndex)
      const { file, length } = current
      // What a failed write left must be gone first, or the records behind it would be lost with it.
      if (isTorn) cutTo(file, length)
      unsynced.add(file)
      current.length += write(file, length, [encodeHeader(firstIndex, entries), entries])
    },
    async sync() {
      if (failure) throw failure
      const files = [...unsynced]
      const finished = retired.splice(0)
      const mustSyncDirectory = hasNewSegment
      hasNewSegment = false
      unsynced.clear()
      try {
        for (const file of files) await syncData(file)
        if (mustSyncDirectory) await syncDirectory(directory)
      } catch (error) {
        // The kernel may have dropped the writes, and a second fsync would not say so.
        failure = new Error(`the log in ${directory} could not be made durable; open it again`, { cause: error })
        throw failure
      } finally {
        for (const file of finished) closeSync(file)
      }
    },
    hasSegmentBelow,
    async removeBelow(index) {
      while (hasSegmentBelow(index)) {
        await rm(segments.shift()!.path)
        // One at a time: a segment that comes back after a crash, with a gap behind it, would hide the newer ones.
        await syncDirectory(directory)
      }
    },
    close() {
      for (const file of retired.splice(0)) closeSync(file)
      if (current) closeSync(current.file)
      current = undefined
      failure ??= new Error(`the log in ${directory} is closed`)
    },
  }
}
