import { hashComplete, hashLength } from './hash.ts'
import { planConsistency, planInclusion } from './proof.ts'
import { type Range, type Subtree, toSubtrees } from './range.ts'
import { type Tile, tileOf, tileWidth } from './tile.ts'
import { joinSubtrees } from './tree.ts'

/** Heights of the tree that one level of tiles spans (tlog-tiles, "Merkle Tree"). */
export const tileHeight = 8

/** The hashes of a tile one after the other, `tile.width` of them at least. */
export type ReadTile = (tile: Tile) => Promise<Buffer>

/** The hashes that a tile consists of, as views into it. */
export const splitHashes = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / hashLength }, (_, i) => bytes.subarray(i * hashLength, (i + 1) * hashLength))

const hashSubtree = async (readTile: ReadTile, size: number, { height, index }: Subtree): Promise<Uint8Array> => {
  const level = Math.floor(height / tileHeight)
  const count = 2 ** (height - level * tileHeight)
  const first = index * count
  const tile = tileOf(level, Math.floor(first / tileWidth), size)
  if (!tile) throw new RangeError(`a tree of ${size} entries has no hash ${index} at height ${height}`)
  const at = (first % tileWidth) * hashLength
  const bytes = await readTile(tile)
  return hashComplete(splitHashes(bytes.subarray(at, at + count * hashLength)))
}

/** The hash of a range (RFC 6962 §2.1, MTH), from the tiles of a tree of `size` that contains it. */
const hashRange = async (readTile: ReadTile, size: number, range: Range): Promise<Uint8Array> => {
  const hashes: Uint8Array[] = []
  for (const subtree of toSubtrees(range)) hashes.push(await hashSubtree(readTile, size, subtree))
  return joinSubtrees(hashes)
}

const readEachOnce = (readTile: ReadTile): ReadTile => {
  const tiles = new Map<string, Promise<Buffer>>()
  return (tile) => {
    const place = `${tile.level}/${tile.index}`
    const bytes = tiles.get(place) ?? readTile(tile)
    tiles.set(place, bytes)
    return bytes
  }
}

const hashRanges = async (readTile: ReadTile, size: number, ranges: readonly Range[]): Promise<Uint8Array[]> => {
  const readOnce = readEachOnce(readTile)
  const hashes: Uint8Array[] = []
  for (const range of ranges) hashes.push(await hashRange(readOnce, size, range))
  return hashes
}

const checkSize = (size: number, limit: number): void => {
  if (!(size >= 0 && size <= limit)) throw new RangeError(`the log has ${limit} entries, not ${size}`)
}

/** Roots and proofs of a log whose tiles `readTile` gives as a tree of `available` entries has them. */
export interface TileHashes {
  /** @throws RangeError for a size that the log does not have yet */
  computeRoot(size: number): Promise<Uint8Array>
  /** Proof that entry `index` is in the tree of `size` (RFC 6962 §2.1.1). @throws RangeError likewise */
  proveInclusion(index: number, size: number): Promise<Uint8Array[]>
  /** Proof that the tree of `size` begins with that of `oldSize` (RFC 6962 §2.1.2). @throws RangeError likewise */
  proveConsistency(oldSize: number, size: number): Promise<Uint8Array[]>
}

export const createTileHashes = (readTile: ReadTile, available: () => number): TileHashes => ({
  async computeRoot(size) {
    checkSize(size, available())
    const [root] = await hashRanges(readTile, available(), [{ begin: 0, end: size }])
    return root!
  },
  async proveInclusion(index, size) {
    checkSize(size, available())
    if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} entries has no entry ${index}`)
    return await hashRanges(readTile, available(), planInclusion(index, size))
  },
  async proveConsistency(oldSize, size) {
    checkSize(size, available())
    checkSize(oldSize, size)
    return await hashRanges(readTile, available(), planConsistency(oldSize, size))
  },
})
