import { encodeEntries } from './bundle.ts'
import { hashLeaf, hashLength } from './hash.ts'
import { type Tile, tileWidth } from './tile.ts'
import { tileHeight } from './tile-hashes.ts'
import { createTree, type Tree } from './tree.ts'

/** A full tile or bundle. */
export interface FullTile {
  readonly tile: Tile
  readonly bytes: Buffer
  /** Size of the tree when it became full. */
  readonly size: number
}

/** The right edge of a log in memory: its tree, the tiles and the bundle that are not full yet. */
export interface Edge {
  readonly size: number
  /** Appends an entry, of which it keeps a view. `onFull` gets the bundle and the tiles that are full now. */
  append(entry: Uint8Array, onFull: (full: FullTile) => void): void
  computeRoot(): Uint8Array
  /** The bytes of a tile or bundle if it is part of the edge, as wide as asked for. */
  read(tile: Tile): Buffer | undefined
}

/** The hashes of a level's last tile, which is not full. */
interface PartialTile {
  index: number
  count: number
  bytes: Buffer
}

const emptyTile = (index: number): PartialTile => ({
  index,
  count: 0,
  bytes: Buffer.allocUnsafe(tileWidth * hashLength),
})

/** The edge of a log whose size is a multiple of 256: its tree, and the hashes of the partial tiles from level 0. */
export const createEdge = (tree: Tree = createTree(), partialTiles: readonly (readonly Uint8Array[])[] = []): Edge => {
  const levels = partialTiles.map((hashes, level): PartialTile => {
    const tile = emptyTile(Math.floor(tree.size / tileWidth ** (level + 1)))
    for (const hash of hashes) tile.bytes.set(hash, tile.count++ * hashLength)
    return tile
  })
  let bundle: Uint8Array[] = []

  const addHash = (level: number, hash: Uint8Array, onFull: (full: FullTile) => void): void => {
    levels[level] ??= emptyTile(0)
    const tile = levels[level]
    tile.bytes.set(hash, tile.count++ * hashLength)
    if (tile.count < tileWidth) return
    onFull({ tile: { level, index: tile.index, width: tileWidth }, bytes: tile.bytes, size: tree.size + 1 })
    levels[level] = emptyTile(tile.index + 1)
  }
  return {
    get size() {
      return tree.size
    },
    append(entry, onFull) {
      bundle.push(entry)
      if (bundle.length === tileWidth) {
        const index = Math.floor(tree.size / tileWidth)
        onFull({
          tile: { level: 'entries', index, width: tileWidth },
          bytes: encodeEntries(bundle),
          size: tree.size + 1,
        })
        bundle = []
      }
      tree.append(hashLeaf(entry), (height, hash) => {
        if (height % tileHeight === 0) addHash(height / tileHeight, hash, onFull)
      })
    },
    computeRoot: () => tree.computeRoot(),
    read({ level, index, width }) {
      if (level === 'entries') {
        const isHere = index === Math.floor(tree.size / tileWidth) && width <= bundle.length
        return isHere ? encodeEntries(bundle.slice(0, width)) : undefined
      }
      const tile = levels[level]
      return tile?.index === index && width <= tile.count ? tile.bytes.subarray(0, width * hashLength) : undefined
    },
  }
}
