import { join } from 'node:path'
import { readFileIfExists } from '../durable/durable-file.ts'
import { splitEntries } from './bundle.ts'
import { type Checkpoint, parseCheckpoint, type TreeHead } from './checkpoint.ts'
import { hashLeaf } from './hash.ts'
import { NoteError, type NoteVerifier, openNote } from './note.ts'
import { isConsistent } from './proof.ts'
import { isSameHash } from './reconcile.ts'
import { type Recovery, readTail } from './tail.ts'
import { type Tile, tileWidth } from './tile.ts'
import { readTileFile } from './tile-files.ts'
import { createTileHashes } from './tile-hashes.ts'
import { type Finding, verifyTree } from './verify-tree.ts'

export interface VerificationOptions {
  /** The log that it must be. */
  readonly origin: string
  /** The log's keys. */
  readonly verifiers: readonly NoteVerifier[]
  /** An older checkpoint of this log, kept elsewhere and verified. Entries that it covers are not read again. */
  readonly from?: TreeHead
  /** Entries below it were pruned: their bundles may be gone. By default 0. */
  readonly minimumIndex?: number
  readonly onFinding: (finding: Finding) => void
  /** Called after each bundle, with the number of entries that were verified. */
  readonly onProgress?: (entries: number) => void
}

export interface Verification {
  /** What was verified; `undefined` when it is missing, malformed, or not signed by a key of the log. */
  readonly checkpoint?: Checkpoint
  /** Entries of the tail that the checkpoint does not cover: nothing proves them. */
  readonly unsigned: number
}

const openCheckpoint = async (
  directory: string,
  { origin, verifiers }: VerificationOptions,
): Promise<Checkpoint | string> => {
  const bytes = await readFileIfExists(join(directory, 'checkpoint'))
  if (!bytes) return 'is missing'
  try {
    const checkpoint = parseCheckpoint(openNote(bytes, verifiers).text)
    if (!checkpoint) return 'is signed, but is no checkpoint'
    return checkpoint.origin === origin ? checkpoint : `is that of another log: ${checkpoint.origin}`
  } catch (error) {
    if (error instanceof NoteError) return error.message
    throw error
  }
}

/** Why a checkpoint does not continue an older one, if it does not. */
const findBreak = async (directory: string, head: TreeHead, from: TreeHead): Promise<string | undefined> => {
  if (from.size > head.size) return `covers ${head.size} entries, fewer than the ${from.size} of the older checkpoint`
  const readTile = async (tile: Tile): Promise<Buffer> => {
    const bytes = await readTileFile(directory, tile)
    if (bytes) return bytes
    throw new RangeError('a tile is missing')
  }
  const hashes = createTileHashes(readTile, () => head.size)
  const proof = await hashes.proveConsistency(from.size, head.size).catch(() => [])
  const isContinued = isConsistent({ ...head, oldSize: from.size, oldRoot: from.rootHash, proof })
  return isContinued ? undefined : `cannot be shown to continue the older checkpoint of ${from.size} entries`
}

const readBundle = async (directory: string, tile: Tile) => {
  const bytes = await readTileFile(directory, tile)
  return bytes && splitEntries(bytes)
}

/** The tail of a log that may be in use: a segment that is removed meanwhile is in the bundles. */
const readLiveTail = async (directory: string, attempts = 3): Promise<Recovery> => {
  try {
    return await readTail(directory)
  } catch (error) {
    if (attempts === 1) throw error
    return await readLiveTail(directory, attempts - 1)
  }
}

/** The hash that the tail has for an entry; `undefined` for one that it does not have. */
const hashOf = ({ firstIndex, entries }: Recovery, index: number): Uint8Array | undefined => {
  const entry = index >= firstIndex ? entries[index - firstIndex] : undefined
  return entry && hashLeaf(entry)
}

/**
 * Verifies the log in a directory, or a copy of it, with nothing but its keys: the checkpoint's signature, every tile and every
 * entry that it covers, and what the tail has of them again. It may be in use.
 */
export const verifyLog = async (directory: string, options: VerificationOptions): Promise<Verification> => {
  const { from, minimumIndex = 0, onFinding, onProgress } = options
  const checkpoint = await openCheckpoint(directory, options)
  const tail = await readLiveTail(join(directory, 'tail'))
  const end = tail.firstIndex + tail.entries.length
  if (typeof checkpoint === 'string') {
    onFinding({ file: 'checkpoint', problem: checkpoint })
    return { unsigned: end }
  }
  const { size } = checkpoint
  const gap = from && (await findBreak(directory, checkpoint, from))
  if (gap !== undefined) onFinding({ file: 'checkpoint', problem: gap })
  // A copy need not have a tail: all that the checkpoint covers is in the bundles.
  if (tail.segments.length > 0 && end < size)
    onFinding({ file: 'tail', index: end, problem: `ends at entry ${end}; the checkpoint covers ${size}` })
  await verifyTree({
    head: checkpoint,
    begin: from ? from.size - (from.size % tileWidth) : 0,
    minimumIndex,
    readTile: (tile) => readTileFile(directory, tile),
    readBundle: (tile) => readBundle(directory, tile),
    onBundle(first, leafHashes) {
      for (const [i, hash] of leafHashes.entries()) {
        const inTail = hashOf(tail, first + i)
        if (inTail && hash && !isSameHash(inTail, hash))
          onFinding({ file: 'tail', index: first + i, problem: 'the entry was altered' })
      }
      onProgress?.(first + leafHashes.length)
    },
    onFinding,
  })
  return { checkpoint, unsigned: Math.max(0, end - size) }
}
