import { join } from 'node:path'
import { readFileIfExists } from '../durable/durable-file.ts'
import { parseCheckpoint, type TreeHead } from './checkpoint.ts'
import type { FullTile } from './edge.ts'
import { hashLength } from './hash.ts'
import { LogDamageError } from './log-damage.ts'
import type { LogReader } from './log-reader.ts'
import { parseNote } from './note.ts'
import { restoreEdge } from './restore-edge.ts'
import type { Recovery } from './tail.ts'
import { tileWidth, toTilePath } from './tile.ts'
import { readTileFile } from './tile-files.ts'

/** The checkpoint of a log directory, its signatures not verified. */
export const readPublished = async (directory: string): Promise<TreeHead | undefined> => {
  const bytes = await readFileIfExists(join(directory, 'checkpoint'))
  if (!bytes) return undefined
  const checkpoint = parseCheckpoint(parseNote(bytes).text)
  if (!checkpoint) throw new LogDamageError(`${join(directory, 'checkpoint')} is no checkpoint`)
  return checkpoint
}

/** The edge of a log after the last run, and what its tail has of full bundles and tiles. */
export const restoreLog = async (
  directory: string,
  { firstIndex, entries }: Recovery,
  onFull: (full: FullTile) => void,
) => {
  const size = Math.ceil(firstIndex / tileWidth) * tileWidth
  if (firstIndex + entries.length < size)
    throw new LogDamageError(
      `the tail of the log in ${directory} ends at entry ${firstIndex + entries.length} of ${size}`,
    )
  const edge = await restoreEdge(size, async (tile) => {
    const bytes = await readTileFile(directory, tile)
    if (bytes?.length === tileWidth * hashLength) return bytes
    throw new LogDamageError(`${join(directory, toTilePath(tile))} ${bytes ? 'has a wrong length' : 'is missing'}`)
  })
  for (const entry of entries.slice(size - firstIndex)) edge.append(entry, onFull)
  return edge
}

/** @throws LogDamageError when entries are missing that the checkpoint covers, or are not those that it covers */
export const checkPublished = async (
  directory: string,
  reader: LogReader,
  published: TreeHead,
  size: number,
): Promise<void> => {
  if (published.size > size)
    throw new LogDamageError(`the log in ${directory} has ${size} entries, and its checkpoint covers ${published.size}`)
  if (Buffer.compare(published.rootHash, await reader.computeRoot(published.size)) !== 0)
    throw new LogDamageError(`the log in ${directory} does not have the entries that its checkpoint covers`)
}
