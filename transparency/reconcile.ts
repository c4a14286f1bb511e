/** Places where both versions of a tile are tried, one by one; with more, the tile as a whole is. */
const mostPlaces = 8

/** Choices that are tried: 2^12 roots take about a second. */
const mostChoices = 12

/** Hashes of a tile; `undefined` where one is missing. */
export type Hashes = readonly (Uint8Array | undefined)[]

export const isSameHash = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0

/** The hashes of a tile in two versions. */
export interface TwoVersions {
  /** As the tile has them. */
  readonly stored: Hashes
  /** As they follow from what lies below it. */
  readonly computed: Hashes
}

/** Places that take the computed version together. */
interface Choice {
  readonly tile: number
  readonly places: readonly number[]
}

const listChoices = ({ stored, computed }: TwoVersions, tile: number): Choice[] => {
  const places = stored.flatMap((hash, i) => (hash && computed[i] && !isSameHash(hash, computed[i]) ? [i] : []))
  return places.length > mostPlaces ? [{ tile, places }] : places.map((place) => ({ tile, places: [place] }))
}

const countBits = (n: number): number => n.toString(2).replaceAll('0', '').length

/** Sets of choices, as the bits of a number; those with the fewest first. */
const listSets = (count: number): number[] =>
  Array.from({ length: 2 ** count }, (_, i) => i).sort((a, b) => countBits(a) - countBits(b))

/**
 * Finds which hashes are right where tiles and what lies below them disagree: those that give the root.
 *
 * @param isRoot whether the hashes of the tiles have the root that they must have
 * @returns the right hashes of each tile; `undefined` when no choice has that root
 */
export const reconcile = (
  tiles: readonly TwoVersions[],
  isRoot: (hashes: readonly (readonly Uint8Array[])[]) => boolean,
): readonly (readonly Uint8Array[])[] | undefined => {
  const known = tiles.map(({ stored, computed }) => stored.map((hash, i) => hash ?? computed[i]))
  const whole = known.map((hashes) => hashes.filter((hash) => hash !== undefined))
  if (whole.some(({ length }, i) => length < known[i]!.length)) return undefined
  const choices = tiles.flatMap(listChoices)
  if (choices.length > mostChoices) return undefined
  for (const set of listSets(choices.length)) {
    const hashes = whole.map((tile) => [...tile])
    for (const [bit, { tile, places }] of choices.entries())
      if (set & (1 << bit)) for (const place of places) hashes[tile]![place] = tiles[tile]!.computed[place]!
    if (isRoot(hashes)) return hashes
  }
  return undefined
}
