import { emptyRoot, hashNode } from './hash.ts'

/**
 * A Merkle tree that grows, in memory for its right edge only: one hash for each full subtree of its size (RFC 6962 §2.1). It
 * appends in O(1) hashes on average, O(log n) at worst.
 */
export interface Tree {
  readonly size: number
  /** Appends the hash of an entry. `onSubtree` gets each subtree that is full now, from the leaf up. */
  append(leafHash: Uint8Array, onSubtree?: (height: number, hash: Uint8Array) => void): void
  /** The root hash of the tree as it is. */
  computeRoot(): Uint8Array
}

/** The root over full subtrees, from the left: the last two are joined first (RFC 6962 §2.1). */
export const joinSubtrees = (hashes: readonly Uint8Array[]): Uint8Array =>
  hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => hashNode(left, right))

/** A tree of `size` entries whose right edge is known: the hashes of its full subtrees, from the left. */
export const createTree = (size = 0, edge: readonly Uint8Array[] = []): Tree => {
  // By height: the subtree of 2^height entries at the right edge, where the size has that bit.
  const byHeight: (Uint8Array | undefined)[] = []
  const hashes = [...edge]
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) byHeight.push(rest % 2 === 1 ? hashes.pop() : undefined)
  let count = size
  return {
    get size() {
      return count
    },
    append(leafHash, onSubtree) {
      let hash = leafHash
      let height = 0
      onSubtree?.(height, hash)
      for (let sibling = byHeight[height]; sibling; sibling = byHeight[height]) {
        byHeight[height++] = undefined
        hash = hashNode(sibling, hash)
        onSubtree?.(height, hash)
      }
      byHeight[height] = hash
      count++
    },
    computeRoot: () => joinSubtrees(byHeight.filter((hash) => hash !== undefined).reverse()),
  }
}
