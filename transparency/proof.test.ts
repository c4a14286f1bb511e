import { expect } from 'chai'
import fc from 'fast-check'
import { createEdge, type FullTile } from './edge.ts'
import { hashLeaf } from './hash.ts'
import { isConsistent, isIncluded } from './proof.ts'
import { computeNaiveRoot, proveNaiveConsistency, proveNaiveInclusion } from './testing/naive-tree.ts'
import { createTileHashes, type TileHashes } from './tile-hashes.ts'

const most = 600
const entries = Array.from({ length: most }, (_, i) => Buffer.from(`entry ${i}`))
const rootOf = (size: number): Buffer => computeNaiveRoot(entries, 0, size)

const createHashes = (count: number): TileHashes => {
  const edge = createEdge()
  const tiles: FullTile[] = []
  for (const entry of entries.slice(0, count)) edge.append(entry, (full) => tiles.push(full))
  return createTileHashes(
    async (tile) =>
      edge.read(tile) ?? tiles.find((full) => full.tile.level === tile.level && full.tile.index === tile.index)!.bytes,
    () => count,
  )
}

const flipBit = (bytes: Uint8Array, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[Math.floor(bit / 8)]! ^= 1 << (bit % 8)
  return copy
}

const sizePair = fc
  .tuple(fc.nat({ max: most }), fc.nat({ max: most }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

describe('proofs', () => {
  const hashes = createHashes(most)

  it('roots from tiles are those of the definition, at every size of logs of any size', async () => {
    for (let size = 0; size <= most; size++) expect(await hashes.computeRoot(size)).to.deep.equal(rootOf(size))
    for (const count of [0, 1, 255, 256, 257, 511, 512, 513]) {
      const some = createHashes(count)
      expect(await some.computeRoot(count)).to.deep.equal(rootOf(count))
      expect(await some.computeRoot(Math.floor(count / 3))).to.deep.equal(rootOf(Math.floor(count / 3)))
    }
  })

  it('of inclusion are those of the definition, and verify', async () => {
    await fc.assert(
      fc.asyncProperty(sizePair, async ([index, size]) => {
        fc.pre(index < size)
        const proof = await hashes.proveInclusion(index, size)
        expect(proof).to.deep.equal(proveNaiveInclusion(entries, index, 0, size))
        const claim = { index, size, leafHash: hashLeaf(entries[index]!), rootHash: rootOf(size), proof }
        expect(isIncluded(claim)).to.equal(true)
        expect(isIncluded({ ...claim, leafHash: hashLeaf(Buffer.from('another')) })).to.equal(false)
        expect(isIncluded({ ...claim, proof: [...proof, rootOf(1)] })).to.equal(false)
        expect(isIncluded({ ...claim, index: size })).to.equal(false)
        expect(isIncluded({ ...claim, index: -1 })).to.equal(false)
        for (const [i, hash] of proof.entries()) {
          expect(isIncluded({ ...claim, proof: proof.with(i, flipBit(hash, i)) })).to.equal(false)
          expect(isIncluded({ ...claim, proof: proof.toSpliced(i, 1) })).to.equal(false)
        }
      }),
    )
  })

  it('of consistency are those of the definition, and verify', async () => {
    await fc.assert(
      fc.asyncProperty(sizePair, async ([oldSize, size]) => {
        const proof = await hashes.proveConsistency(oldSize, size)
        expect(proof).to.deep.equal(oldSize === 0 ? [] : proveNaiveConsistency(entries, oldSize, 0, size))
        const claim = { oldSize, oldRoot: rootOf(oldSize), size, rootHash: rootOf(size), proof }
        expect(isConsistent(claim)).to.equal(true)
        expect(isConsistent({ ...claim, proof: [...proof, rootOf(1)] })).to.equal(false)
        expect(isConsistent({ ...claim, oldSize: size + 1 })).to.equal(false)
        if (oldSize === 0) return
        expect(isConsistent({ ...claim, oldRoot: flipBit(claim.oldRoot, 3) })).to.equal(false)
        expect(isConsistent({ ...claim, rootHash: flipBit(claim.rootHash, 3) })).to.equal(false)
        for (const [i, hash] of proof.entries()) {
          expect(isConsistent({ ...claim, proof: proof.with(i, flipBit(hash, i)) })).to.equal(false)
          expect(isConsistent({ ...claim, proof: proof.toSpliced(i, 1) })).to.equal(false)
        }
      }),
    )
  })

  it('all of a small tree verify, each for its own place only', async () => {
    for (let size = 1; size <= 17; size++)
      for (let index = 0; index < size; index++) {
        const proof = await hashes.proveInclusion(index, size)
        for (let other = 0; other < size; other++)
          expect(
            isIncluded({ index: other, size, leafHash: hashLeaf(entries[index]!), rootHash: rootOf(size), proof }),
            `${index} of ${size} as ${other}`,
          ).to.equal(other === index)
      }
  })

  it('of what the log does not have are refused', async () => {
    for (const attempt of [
      () => hashes.computeRoot(most + 1),
      () => hashes.proveInclusion(5, 5),
      () => hashes.proveInclusion(-1, 5),
      () => hashes.proveInclusion(0, most + 1),
      () => hashes.proveConsistency(6, 5),
      () => hashes.proveConsistency(5, most + 1),
      () => hashes.computeRoot(Number.NaN),
    ]) {
      const error = await attempt().catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(RangeError)
    }
  })
})
