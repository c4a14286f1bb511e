import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NoteVerifier } from '../../transparency/note.ts'
import { countHashes, type Tile, tileOf, tileWidth, toTilePath } from '../../transparency/tile.ts'
import { verifyLog } from '../../transparency/verify.ts'
import type { Finding } from '../../transparency/verify-tree.ts'
import { createSeededRandom, type SeededRandom } from '../support/random.ts'
import { bundleChanges, type Change, fileChanges, tileChanges } from './changes.ts'
import { origin } from './signed-log.ts'

/** One change of one file, and what a verification must name. */
interface Edit {
  readonly file: string
  readonly name: string
  readonly index?: number
}

export interface TamperOptions {
  readonly directory: string
  readonly size: number
  readonly verifier: NoteVerifier
  readonly edits: number
  /** Edits at a time, each in another file and another part of the tree. */
  readonly atOnce: number
  readonly seed: number
}

/** Every tile and bundle of a tree. */
const listTiles = (size: number): Tile[] => {
  const tiles: Tile[] = []
  const add = (level: Tile['level']): void => {
    for (let index = 0; index * tileWidth < countHashes(level, size); index++) tiles.push(tileOf(level, index, size)!)
  }
  add('entries')
  for (let level = 0; countHashes(level, size) > 0; level++) add(level)
  return tiles
}

const levelOf = ({ level }: Tile): number => (level === 'entries' ? 0 : level)

/** Whether one tile lies below the other, or is the bundle of its entries. */
const isRelated = (a: Tile, b: Tile): boolean => {
  const [low, high] = levelOf(a) < levelOf(b) ? [a, b] : [b, a]
  return Math.floor(low.index / tileWidth ** (levelOf(high) - levelOf(low))) === high.index
}

/** Tiles in different parts of the tree: half of them bundles, and those of all levels as often. */
const pickTiles = (random: SeededRandom, byLevel: readonly Tile[][], count: number): Tile[] => {
  const picked: Tile[] = []
  for (let attempt = 0; picked.length < count && attempt < 4 * count; attempt++) {
    const tile = random.pick(random.below(2) ? byLevel[0]! : random.pick(byLevel))
    if (!picked.some((other) => isRelated(other, tile))) picked.push(tile)
  }
  return picked
}

const changesOf = ({ level, width }: Tile): readonly Change[] => {
  if (level !== 'entries') return [...fileChanges, ...tileChanges]
  return width > 1 ? [...fileChanges, ...bundleChanges] : fileChanges
}

const write = (path: string, bytes: Buffer | undefined): void => {
  if (bytes) writeFileSync(path, bytes)
  else rmSync(path)
}

const verify = async (directory: string, verifier: NoteVerifier): Promise<Finding[]> => {
  const findings: Finding[] = []
  await verifyLog(directory, { origin, verifiers: [verifier], onFinding: (finding) => findings.push(finding) })
  return findings
}

const isNamed = (findings: readonly Finding[], { file, index }: Edit): boolean =>
  findings.some((finding) => finding.file === file && (index === undefined || finding.index === index))

/** Why the findings are not those of the edits, if they are not. */
const judge = (edits: readonly Edit[], findings: readonly Finding[]): string[] => [
  ...edits
    .filter((edit) => !isNamed(findings, edit))
    .map(({ file, name, index }) => `not found: ${name} in ${file}${index === undefined ? '' : ` at ${index}`}`),
  ...findings
    .filter(({ file }) => !edits.some((edit) => edit.file === file))
    .map(({ file, problem }) => `found where nothing was changed: ${file} ${problem}`),
]

/** Changes files, verifies, and puts them back. Returns what was not found, or found wrongly. */
const runRound = async (
  { directory, verifier }: TamperOptions,
  changes: readonly { readonly tile: Tile | 'checkpoint'; readonly change: Change }[],
  random: SeededRandom,
): Promise<string[]> => {
  const edits: Edit[] = []
  const before = new Map<string, Buffer>()
  for (const { tile, change } of changes) {
    const file = tile === 'checkpoint' ? tile : toTilePath(tile)
    const bytes = readFileSync(join(directory, file))
    const { bytes: after, entry } = change.apply(bytes, random)
    if (after && Buffer.compare(after, bytes) === 0) continue
    before.set(file, bytes)
    write(join(directory, file), after)
    const index = tile === 'checkpoint' || entry === undefined ? undefined : tile.index * tileWidth + entry
    edits.push({ file, name: change.name, ...(index === undefined ? {} : { index }) })
  }
  try {
    return judge(edits, await verify(directory, verifier))
  } finally {
    for (const [file, bytes] of before) write(join(directory, file), bytes)
  }
}

/**
 * Changes a published log in many ways, and verifies after each round that all changes are found and named, and nothing else.
 * @returns what was not
 */
export const runTamper = async (options: TamperOptions, onRound: (edits: number) => void): Promise<string[]> => {
  const random = createSeededRandom(options.seed)
  const tiles = listTiles(options.size)
  const levels = [...new Set(tiles.map(({ level }) => level))]
  const byLevel = levels.map((level) => tiles.filter((tile) => tile.level === level))
  const problems = await runRound(options, [], random)
  for (let done = 0; done < options.edits; ) {
    // A checkpoint that was changed ends the verification: it is changed alone.
    const changes =
      random.below(20) === 0
        ? [{ tile: 'checkpoint' as const, change: random.pick(fileChanges) }]
        : pickTiles(random, byLevel, Math.min(options.atOnce, options.edits - done)).map((tile) => ({
            tile,
            change: random.pick(changesOf(tile)),
          }))
    problems.push(...(await runRound(options, changes, random)))
    done += changes.length
    onRound(done)
  }
  return problems
}

/** Bytes of some files together. */
export const measureBytes = (directory: string, size: number): number =>
  listTiles(size).reduce((sum, tile) => sum + statSync(join(directory, toTilePath(tile))).size, 0)
