import { join } from 'node:path'
import { createSerialQueue } from '../concurrency/serial-queue.ts'
import { makeDirectory, replaceFile } from '../durable/durable-file.ts'
import { decodeEntries, encodeEntries } from './bundle.ts'
import { parseCheckpoint, type TreeHead } from './checkpoint.ts'
import type { Edge, FullTile } from './edge.ts'
import { hashLength } from './hash.ts'
import { createLogReader, type LogReader } from './log-reader.ts'
import { parseNote } from './note.ts'
import { checkPublished, readPublished, restoreLog } from './restore-log.ts'
import { openTail, readTail, type Tail } from './tail.ts'
import { partialTilesOf, tileOf, tileWidth } from './tile.ts'
import { createTileFiles } from './tile-files.ts'

/**
 * A log in a directory, as tlog-tiles lays it out, so that it can be copied or served as it is:
 *
 *   checkpoint          the signed tree head
 *   tile/L/…            hashes
 *   tile/entries/…      entries, 256 in a bundle
 *   tail/…              the newest entries, again: what a crash must not lose
 */
export interface LogFiles extends LogReader {
  /** Entries that were appended. */
  readonly size: number
  /** The tree that is durable. */
  readonly synced: TreeHead
  /**
   * Appends entries with one write, without waiting for the disk: they survive the end of the process at once, and a power loss
   * after {@link LogFiles.sync}. After an error nothing is appended, and the call can be repeated.
   * @returns the index of the first
   * @throws RangeError for an entry over 65,535 bytes; Error of the file system; Error when too much waits for a sync
   */
  append(entries: readonly Uint8Array[]): number
  /**
   * Makes everything durable that was appended before the call. Calls at the same time share the work.
   * @throws Error of the file system: entries may be lost, so the log takes no more until it is opened again
   */
  sync(): Promise<TreeHead>
  /**
   * Writes the checkpoint, with the tiles that it needs. Only what is durable may be signed.
   * @param note the signed note over a tree head that `sync` returned
   * @throws Error for a note over anything else, or a smaller tree than the last one's
   */
  publish(note: string): Promise<void>
  /** Ends what is in flight. What was appended since the last sync is not made durable. */
  close(): Promise<void>
}

export interface LogFilesOptions {
  /** Problems of work behind the calls: tiles that could not be written. A later sync or checkpoint tries again. */
  readonly onProblem: (error: Error) => void
  /** Entries after which a new file of the tail begins, by default 32,768: opening a log reads up to twice as many. */
  readonly segmentEntries?: number
}

/** Bytes of full bundles and tiles in memory after which `append` refuses. */
const mostPending = 64 * 1024 * 1024

/** Bytes of full bundles and tiles in memory after which a sync waits until they are written. */
const muchPending = 16 * 1024 * 1024

/** Bytes of full bundles and tiles in memory after which a sync begins to write them. */
const enoughPending = 1024 * 1024

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/**
 * Opens the log in a directory, or begins it. One process has it open at a time. It reads the tail and some hundred tiles,
 * whatever the size of the log.
 *
 * @returns `cutBytes`: writes that a crash lost in part, cut off the tail; none of them was synced
 * @throws LogDamageError when entries are missing that the checkpoint covers, or are not those that it covers
 */
export const openLogFiles = async (
  directory: string,
  { onProblem, segmentEntries = 32 * 1024 }: LogFilesOptions,
): Promise<{ readonly log: LogFiles; readonly cutBytes: number }> => {
  await makeDirectory(directory)
  const found = await readTail(join(directory, 'tail'))
  const pending: FullTile[] = []
  const edge = await restoreLog(directory, found, (full) => pending.push(full))
  const reader = createLogReader(directory, edge, pending)
  const published = await readPublished(directory)
  if (published) await checkPublished(directory, reader, published, edge.size)
  // Only now: a log that is damaged stays as it was found.
  const tail = await openTail(join(directory, 'tail'), found, segmentEntries)
  const log = createLog({ directory, onProblem, tail, edge, pending, reader, publishedSize: published?.size ?? 0 })
  // On a full disk a log must open all the same: its entries are in the tail.
  await log.writeTiles().catch((error: unknown) => onProblem(toError(error)))
  return { log, cutBytes: found.cutBytes }
}

interface LogParts extends Pick<LogFilesOptions, 'onProblem'> {
  readonly directory: string
  readonly tail: Tail
  readonly edge: Edge
  /** Full bundles and tiles that are not written yet. */
  readonly pending: FullTile[]
  readonly reader: LogReader
  /** Size of the checkpoint of the last run. */
  readonly publishedSize: number
}

const createLog = ({ directory, onProblem, tail, edge, pending, reader, ...parts }: LogParts) => {
  // A sync waits for no checkpoint: answers to clients may wait for it.
  const syncInTurn = createSerialQueue()
  const publishInTurn = createSerialQueue()
  const writeInTurn = createSerialQueue()
  const files = createTileFiles(directory)
  let synced: TreeHead = { size: edge.size, rootHash: edge.computeRoot() }
  let { publishedSize } = parts
  let pendingBytes = pending.reduce((sum, { bytes }) => sum + bytes.length, 0)

  const onFull = (full: FullTile): void => {
    pending.push(full)
    pendingBytes += full.bytes.length
  }
  let canShorten = true
  /** Writes full bundles and tiles that are durable in the tail, and shortens the tail by whole segments. */
  const writeFull = (): Promise<void> =>
    writeInTurn(async () => {
      const { size } = synced
      for (let full = pending[0]; full && full.size <= size; full = pending[0]) {
        await files.write(full.tile, full.bytes)
        pending.shift()
        pendingBytes -= full.bytes.length
      }
      const settledSize = Math.floor(size / tileWidth) * tileWidth
      if (!tail.hasSegmentBelow(settledSize) || !canShorten) return
      // After a sync that failed, the next may succeed without the writes: only the tail has them for certain.
      canShorten = false
      await files.sync()
      canShorten = true
      await tail.removeBelow(settledSize)
    })
  const writePartial = (size: number): Promise<void> =>
    writeInTurn(async () => {
      for (const tile of partialTilesOf(size)) {
        const isFullNow = tileOf(tile.level, tile.index, synced.size)?.width === tileWidth
        if (isFullNow) continue
        const bytes =
          tile.level === 'entries'
            ? encodeEntries(await reader.readEntries(size - tile.width, size))
            : (await reader.readTile(tile)).subarray(0, tile.width * hashLength)
        await files.write(tile, bytes)
      }
    })

  return {
    ...reader,
    get size() {
      return edge.size
    },
    get synced() {
      return synced
    },
    append(entries: readonly Uint8Array[]): number {
      const first = edge.size
      if (entries.length === 0) return first
      if (pendingBytes > mostPending)
        throw new Error(`the log in ${directory} has ${pendingBytes} bytes that are not synced or not in its tiles yet`)
      const bytes = encodeEntries(entries)
      tail.append(first, bytes)
      for (const entry of decodeEntries(bytes)!) edge.append(entry, onFull)
      return first
    },
    sync: (): Promise<TreeHead> =>
      syncInTurn(async () => {
        if (edge.size === synced.size) return synced
        const head = { size: edge.size, rootHash: edge.computeRoot() }
        await tail.sync()
        synced = head
        if (pendingBytes > enoughPending) {
          const writing = writeFull().catch((error: unknown) => onProblem(toError(error)))
          // Who appends faster than tiles are written waits for them here, before `append` refuses.
          if (pendingBytes > muchPending) await writing
        }
        return head
      }),
    async publish(note: string): Promise<void> {
      const checkpoint = parseCheckpoint(parseNote(Buffer.from(note)).text)
      if (!checkpoint) throw new Error('the note is no checkpoint')
      const { size, rootHash } = checkpoint
      await publishInTurn(async () => {
        if (size > synced.size || size < publishedSize)
          throw new Error(`a checkpoint over ${size} entries; ${publishedSize} to ${synced.size} may be signed`)
        if (Buffer.compare(rootHash, await reader.computeRoot(size)) !== 0)
          throw new Error(`the checkpoint has another root hash than the tree of ${size} entries`)
        await writeFull()
        await writePartial(size)
        await replaceFile(join(directory, 'checkpoint'), note, 0o600)
        publishedSize = size
      })
    },
    /** Writes tiles again that the crash of the last run may have lost. */
    async writeTiles(): Promise<void> {
      await writeFull()
      await writePartial(publishedSize)
    },
    async close(): Promise<void> {
      await publishInTurn(() => syncInTurn(() => writeInTurn(async () => tail.close())))
    },
  }
}
