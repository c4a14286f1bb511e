import { join } from 'node:path'
import { decodeEntries } from './bundle.ts'
import type { Edge, FullTile } from './edge.ts'
import { LogDamageError } from './log-damage.ts'
import { type Tile, tileOf, tileWidth, toTilePath } from './tile.ts'
import { readTileFile } from './tile-files.ts'
import { createTileHashes, type TileHashes } from './tile-hashes.ts'

/** Entries, hashes and proofs of a log, from memory and files. */
export interface LogReader extends TileHashes {
  /** A tile or bundle, at least as wide as asked for. @throws LogDamageError when it is gone */
  readTile(tile: Tile): Promise<Buffer>
  /** The entries from `begin` up to `end`. @throws RangeError when the log does not have them all, LogDamageError for a bundle that is gone */
  readEntries(begin: number, end: number): Promise<Buffer[]>
}

/** @param pending full bundles and tiles that are not in their files yet */
export const createLogReader = (directory: string, edge: Edge, pending: readonly FullTile[]): LogReader => {
  const readMemory = (tile: Tile): Buffer | undefined =>
    edge.read(tile) ?? pending.find((full) => full.tile.level === tile.level && full.tile.index === tile.index)?.bytes

  const readTile = async (tile: Tile): Promise<Buffer> => {
    // A tile leaves the memory once it is in its file; a partial one may become full while its file is looked for.
    const bytes = readMemory(tile) ?? (await readTileFile(directory, tile)) ?? readMemory(tile)
    if (!bytes) throw new LogDamageError(`${join(directory, toTilePath(tile))} is missing`)
    return bytes
  }
  return {
    ...createTileHashes(readTile, () => edge.size),
    readTile,
    async readEntries(begin, end) {
      if (!(begin >= 0 && begin <= end && end <= edge.size))
        throw new RangeError(`the log has ${edge.size} entries, not ${begin} to ${end}`)
      const entries: Buffer[] = []
      for (let at = begin; at < end; at = begin + entries.length) {
        const tile = tileOf('entries', Math.floor(at / tileWidth), edge.size)!
        const decoded = decodeEntries(await readTile(tile))
        if (!decoded || decoded.length < tile.width)
          throw new LogDamageError(`${join(directory, toTilePath(tile))} is malformed`)
        const first = at % tileWidth
        entries.push(...decoded.slice(first, Math.min(tile.width, first + end - at)))
      }
      return entries
    },
  }
}
