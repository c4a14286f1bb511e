/** Hashes of a full tile, and entries of a full bundle (tlog-tiles, "Merkle Tree"). */
export const tileWidth = 256

/** Bytes of the longest entry: a bundle gives its length in 16 bits (tlog-tiles, "Log entries"). */
export const longestEntry = 0xffff

/** `index` counts within the level; `width` is 1 to 256, less than 256 for a partial one. */
export interface Tile {
  /** Level 0 has the hashes of entries; `entries` is the bundle of the entries themselves. */
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

const toIndexPath = (index: number): string => {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? []
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
}

/** The path of a tile below the log's prefix (tlog-tiles, "Merkle Tree"): `tile/0/x001/067`, `tile/entries/000.p/7`. */
export const toTilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${toIndexPath(index)}${width < tileWidth ? `.p/${width}` : ''}`

/** Tiles and bundles of a tree of `size`: the hashes at a level of tiles are `floor(size / 256^level)` (tlog-tiles, "Partial Tiles"). */
export const countHashes = (level: number | 'entries', size: number): number =>
  level === 'entries' ? size : Math.floor(size / tileWidth ** level)

/** The tile at `index` of a level, as wide as a tree of `size` has it; `undefined` when that tree has none. */
export const tileOf = (level: number | 'entries', index: number, size: number): Tile | undefined => {
  const width = Math.min(tileWidth, countHashes(level, size) - index * tileWidth)
  return width > 0 ? { level, index, width } : undefined
}

/** The partial tiles of a tree of `size`, and its partial bundle (tlog-tiles, "Partial Tiles"). */
export const partialTilesOf = (size: number): readonly Tile[] => {
  const tiles: Tile[] = []
  const add = (level: number | 'entries'): void => {
    const count = countHashes(level, size)
    if (count % tileWidth > 0) tiles.push({ level, index: Math.floor(count / tileWidth), width: count % tileWidth })
  }
  add('entries')
  for (let level = 0; countHashes(level, size) > 0; level++) add(level)
  return tiles
}
