import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory, readFileIfExists } from '../durable/durable-file.ts'
import { placeFile, syncFiles } from '../durable/file-group.ts'
import { decodeEntries, encodeEntries } from './bundle.ts'
import { hashLength } from './hash.ts'
import { type Tile, tileWidth, toTilePath } from './tile.ts'

/** The first `width` hashes of a tile, or entries of a bundle; `undefined` when it has fewer. */
const narrow = ({ level, width }: Tile, bytes: Buffer): Buffer | undefined => {
  if (level !== 'entries') return bytes.length >= width * hashLength ? bytes.subarray(0, width * hashLength) : undefined
  const entries = decodeEntries(bytes)
  return entries && entries.length >= width ? encodeEntries(entries.slice(0, width)) : undefined
}

/**
 * The bytes of a tile or bundle below a log's directory. For a partial one that is gone, the full one that replaced it is read
 * (tlog-tiles, "Partial Tiles"). `undefined` when there is neither; their length is not checked.
 */
export const readTileFile = async (directory: string, tile: Tile): Promise<Buffer | undefined> => {
  const partial = await readFileIfExists(join(directory, toTilePath(tile)))
  if (partial || tile.width === tileWidth) return partial
  const full = await readFileIfExists(join(directory, toTilePath({ ...tile, width: tileWidth })))
  return full && narrow(tile, full)
}

/** Writes tiles and bundles. They are durable after {@link TileFiles.sync}; until then their entries must be in the tail. */
export interface TileFiles {
  /** A full tile replaces its partial ones. */
  write(tile: Tile, bytes: Uint8Array): Promise<void>
  /** Makes full tiles and bundles durable. Partial ones are made again from the tail. */
  sync(): Promise<void>
}

export const createTileFiles = (directory: string): TileFiles => {
  const known = new Set<string>()
  /** Directories of partial tiles. */
  const partial = new Set<string>()
  let unsynced: string[] = []

  const prepare = async (parent: string): Promise<void> => {
    if (known.has(parent)) return
    await makeDirectory(parent)
    known.add(parent)
    for (const name of await readdir(parent)) if (name.endsWith('.p')) partial.add(join(parent, name))
  }
  return {
    async write(tile, bytes) {
      const path = join(directory, toTilePath(tile))
      await prepare(dirname(path))
      await placeFile(path, bytes, 0o600)
      if (tile.width < tileWidth) {
        partial.add(dirname(path))
        return
      }
      unsynced.push(path)
      if (!partial.delete(`${path}.p`)) return
      await rm(`${path}.p`, { recursive: true, force: true })
      known.delete(`${path}.p`)
    },
    async sync() {
      const paths = unsynced
      await syncFiles(paths)
      unsynced = unsynced.slice(paths.length)
    },
  }
}
