import { createEdge, type Edge } from './edge.ts'
import { hashComplete } from './hash.ts'
import { toSubtrees } from './range.ts'
import { countHashes, tileWidth } from './tile.ts'
import { type ReadTile, splitHashes, tileHeight } from './tile-hashes.ts'
import { createTree } from './tree.ts'

/**
 * The edge of a log of `size` entries, a multiple of 256, from its full tiles. It reads at most 255 tiles a level: some hundreds
 * for ten million entries.
 */
export const restoreEdge = async (size: number, readTile: ReadTile): Promise<Edge> => {
  // A partial tile need not be on disk: its hashes are the roots of the full tiles below it.
  const readPartialTile = async (level: number): Promise<Uint8Array[]> => {
    const count = countHashes(level, size)
    const first = count - (count % tileWidth)
    const hashes: Uint8Array[] = []
    for (let index = first; index < count; index++)
      hashes.push(hashComplete(splitHashes(await readTile({ level: level - 1, index, width: tileWidth }))))
    return hashes
  }
  const partialTiles: Uint8Array[][] = [[]]
  for (let level = 1; countHashes(level, size) > 0; level++) partialTiles.push(await readPartialTile(level))
  const edge = toSubtrees({ begin: 0, end: size }).map(({ height, index }) => {
    const level = Math.floor(height / tileHeight)
    const count = 2 ** (height - level * tileHeight)
    const at = (index * count) % tileWidth
    return hashComplete(partialTiles[level]!.slice(at, at + count))
  })
  return createEdge(createTree(size, edge), partialTiles)
}
