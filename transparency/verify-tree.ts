import type { TreeHead } from './checkpoint.ts'
import { hashComplete, hashLeaf, hashLength } from './hash.ts'
import { type Hashes, isSameHash, reconcile, type TwoVersions } from './reconcile.ts'
import { partialTilesOf, type Tile, tileWidth, toTilePath } from './tile.ts'
import { splitHashes } from './tile-hashes.ts'
import { joinSubtrees } from './tree.ts'

/** Something in a log that is not as it was signed. */
export interface Finding {
  /** The file, below the directory of the log. */
  readonly file: string
  /** The entry in question, or the first of several. */
  readonly index?: number
  readonly problem: string
}

/** The files of a log, and what is looked for in them. */
export interface TreeSource {
  /** What the signed checkpoint says. */
  readonly head: TreeHead
  /** Bundles and tiles that have only entries below it are skipped. */
  readonly begin: number
  /** Bundles that have only entries below it may be gone. */
  readonly minimumIndex: number
  /** The bytes of a tile, `undefined` when it is missing. */
  readTile(tile: Tile): Promise<Buffer | undefined>
  /** The entries of a bundle as far as it can be read, `undefined` when it is missing. */
  readBundle(tile: Tile): Promise<{ readonly entries: readonly Buffer[]; readonly isWhole: boolean } | undefined>
  /** A bundle was looked at, whose entries must have these hashes; `index` is that of the first. */
  onBundle(index: number, leafHashes: Hashes): void
  onFinding(finding: Finding): void
}

/** The roots of the full subtrees that some hashes of one level consist of, from the left. */
const splitComplete = (hashes: readonly Uint8Array[]): Uint8Array[] => {
  const roots: Uint8Array[] = []
  let at = 0
  for (let width = tileWidth; width >= 1; width /= 2) {
    if (hashes.length - at < width) continue
    roots.push(hashComplete(hashes.slice(at, at + width)))
    at += width
  }
  return roots
}

const altered = 'was altered'
const unproved =
  'cannot be proved: neither the tiles below nor their entries have its hash, so more than one of them was altered'

const isWhole = (hashes: Hashes): hashes is readonly Uint8Array[] => !hashes.includes(undefined)

/** A tile as it is on disk. */
interface StoredTile {
  readonly tile: Tile
  readonly hashes: Hashes
  readonly problem?: string
}

/**
 * Verifies tiles and entries from the root down. Each is judged by a hash that the checkpoint stands for, so that what was altered
 * is told from what lies above and below it.
 */
export const verifyTree = async (source: TreeSource): Promise<void> => {
  const { head, onFinding } = source

  const readStored = async (tile: Tile): Promise<StoredTile> => {
    const bytes = await source.readTile(tile)
    const wanted = tile.width * hashLength
    if (bytes?.length === wanted) return { tile, hashes: splitHashes(bytes) }
    const problem = bytes ? `has ${bytes.length} bytes, not ${wanted}` : 'is missing'
    return { tile, hashes: Array.from({ length: tile.width }, () => undefined), problem }
  }
  const fullTile = (level: number, index: number): Tile => ({ level, index, width: tileWidth })

  /** The hashes that a tile must have, from the tiles or entries below it. */
  const computeHashes = async ({ level, index, width }: Tile): Promise<Hashes> => {
    if (typeof level !== 'number' || level === 0) {
      const { entries = [] } = (await source.readBundle({ level: 'entries', index, width })) ?? {}
      return Array.from({ length: width }, (_, i) => entries[i] && hashLeaf(entries[i]))
    }
    const hashes: (Uint8Array | undefined)[] = []
    for (let i = 0; i < width; i++) {
      const child = await readStored(fullTile(level - 1, index * tileWidth + i))
      hashes.push(isWhole(child.hashes) ? hashComplete(child.hashes) : undefined)
    }
    return hashes
  }

  const toIndex = ({ level, index }: Tile, i: number): number => (index * tileWidth + i) * tileWidth ** Number(level)

  /** Reports how a tile differs from what it must be. */
  const reportTile = ({ tile, hashes, problem }: StoredTile, right: Hashes, difference: string): void => {
    const file = toTilePath(tile)
    if (problem !== undefined) onFinding({ file, index: toIndex(tile, 0), problem })
    else
      for (const [i, hash] of hashes.entries())
        if (right[i] && !isSameHash(hash, right[i]))
          onFinding({ file, index: toIndex(tile, i), problem: `hash ${i} ${difference}` })
  }

  const verifyBundle = async (index: number, leafHashes: Hashes): Promise<void> => {
    const first = index * tileWidth
    const tile: Tile = { level: 'entries', index, width: leafHashes.length }
    const file = toTilePath(tile)
    const bundle = await source.readBundle(tile)
    const isPruned = !bundle && first + tileWidth <= source.minimumIndex
    if (!bundle && !isPruned) onFinding({ file, index: first, problem: 'is missing' })
    const wrong = leafHashes.flatMap((hash, i) => {
      const entry = bundle?.entries[i]
      return bundle && hash && !(entry && isSameHash(hashLeaf(entry), hash)) ? [i] : []
    })
    if (bundle && (!bundle.isWhole || bundle.entries.length !== leafHashes.length))
      onFinding({
        file,
        index: first + (wrong[0] ?? leafHashes.length),
        problem: `has ${bundle.isWhole ? '' : 'a torn entry behind '}${bundle.entries.length} entries, not ${leafHashes.length}`,
      })
    else for (const i of wrong) onFinding({ file, index: first + i, problem: 'the entry was altered' })
    source.onBundle(first, leafHashes)
  }

  const visitBelow = async (tile: Tile, hashes: Hashes): Promise<void> => {
    const level = Number(tile.level)
    if (level === 0) return await verifyBundle(tile.index, hashes)
    for (const [i, hash] of hashes.entries()) await visit(level - 1, tile.index * tileWidth + i, hash)
  }

  /** Verifies what nothing above proves: the tile and what lies below it must at least agree. */
  const visitUnproved = async (stored: StoredTile, computed: Hashes): Promise<void> => {
    reportTile(stored, computed, 'is not that of what lies below it, and nothing tells which of them was altered')
    await visitBelow(
      stored.tile,
      stored.hashes.map((hash, i) => (isSameHash(hash, computed[i]) ? hash : undefined)),
    )
  }

  /** Verifies a full tile and what lies below it. `expected`: the hash above it, if that is known. */
  const visit = async (level: number, index: number, expected: Uint8Array | undefined): Promise<void> => {
    if ((index + 1) * tileWidth ** (level + 1) <= source.begin) return
    const isRoot = (hashes: readonly Uint8Array[]): boolean => isSameHash(hashComplete(hashes), expected)
    const stored = await readStored(fullTile(level, index))
    if (isWhole(stored.hashes) && isRoot(stored.hashes)) return await visitBelow(stored.tile, stored.hashes)
    const computed = await computeHashes(stored.tile)
    const [right] = reconcile([{ stored: stored.hashes, computed }], ([hashes]) => isRoot(hashes!)) ?? []
    if (right) {
      reportTile(stored, right, altered)
      return await visitBelow(stored.tile, right)
    }
    if (expected) onFinding({ file: toTilePath(stored.tile), index: toIndex(stored.tile, 0), problem: unproved })
    return await visitUnproved(stored, computed)
  }

  /** The tiles at the right edge, which are not full and have no tile above them: together they have the root. */
  const visitEdge = async (): Promise<void> => {
    const stored: StoredTile[] = []
    for (const tile of partialTilesOf(head.size).toReversed())
      if (tile.level !== 'entries') stored.push(await readStored(tile))
    const isRoot = (tiles: readonly (readonly Uint8Array[])[]): boolean =>
      isSameHash(joinSubtrees(tiles.flatMap(splitComplete)), head.rootHash)
    const asStored = stored.map(({ hashes }) => hashes)
    if (asStored.every(isWhole) && isRoot(asStored)) {
      for (const { tile, hashes } of stored) await visitBelow(tile, hashes)
      return
    }
    const versions: TwoVersions[] = []
    for (const { tile, hashes } of stored) versions.push({ stored: hashes, computed: await computeHashes(tile) })
    const right = reconcile(versions, isRoot)
    if (!right) onFinding({ file: 'checkpoint', problem: unproved })
    for (const [i, tile] of stored.entries()) {
      if (right) {
        reportTile(tile, right[i]!, altered)
        await visitBelow(tile.tile, right[i]!)
      } else await visitUnproved(tile, versions[i]!.computed)
    }
  }
  await visitEdge()
}
