import { hashNode } from './hash.ts'
import { type Range, splitPoint } from './range.ts'

/** The ranges whose hashes prove that entry `index` is in a tree of `size`, from the leaf up (RFC 6962 §2.1.1, PATH). */
export const planInclusion = (index: number, size: number): readonly Range[] => planPath(index, { begin: 0, end: size })

const planPath = (index: number, { begin, end }: Range): Range[] => {
  if (end - begin <= 1) return []
  const middle = begin + splitPoint(end - begin)
  return index < middle
    ? [...planPath(index, { begin, end: middle }), { begin: middle, end }]
    : [...planPath(index, { begin: middle, end }), { begin, end: middle }]
}

/** The ranges whose hashes prove that a tree of `size` begins with the tree of `oldSize` (RFC 6962 §2.1.2, PROOF). */
export const planConsistency = (oldSize: number, size: number): readonly Range[] =>
  oldSize === 0 || oldSize === size ? [] : planSubproof(oldSize, { begin: 0, end: size })

/** SUBPROOF of RFC 6962 §2.1.2; the root over the first `oldEnd` entries is known where the range begins at 0. */
const planSubproof = (oldEnd: number, { begin, end }: Range): Range[] => {
  if (oldEnd === end) return begin === 0 ? [] : [{ begin, end }]
  const middle = begin + splitPoint(end - begin)
  return oldEnd <= middle
    ? [...planSubproof(oldEnd, { begin, end: middle }), { begin: middle, end }]
    : [...planSubproof(oldEnd, { begin: middle, end }), { begin, end: middle }]
}

const isEqual = (a: Uint8Array, b: Uint8Array | undefined): boolean => b !== undefined && Buffer.compare(a, b) === 0

export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly rootHash: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** Whether the entry is in the tree at `index` (RFC 9162 §2.1.3.2). */
export const isIncluded = ({ index, size, leafHash, rootHash, proof }: InclusionClaim): boolean => {
  if (index < 0 || index >= size) return false
  const ranges = planInclusion(index, size)
  if (ranges.length !== proof.length) return false
  const root = proof.reduce<Uint8Array>(
    (hash, sibling, i) => (ranges[i]!.begin > index ? hashNode(hash, sibling) : hashNode(sibling, hash)),
    leafHash,
  )
  return isEqual(root, rootHash)
}

export interface ConsistencyClaim {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly size: number
  readonly rootHash: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** Whether the tree of `size` begins with the entries of the tree of `oldSize`, unchanged and in order (RFC 9162 §2.1.4.2). */
export const isConsistent = ({ oldSize, oldRoot, size, rootHash, proof }: ConsistencyClaim): boolean => {
  if (oldSize < 0 || oldSize > size) return false
  const ranges = planConsistency(oldSize, size)
  if (ranges.length !== proof.length) return false
  // Every tree begins with the empty one.
  if (oldSize === 0) return true
  if (oldSize === size) return isEqual(oldRoot, rootHash)
  // The proof starts with the last full subtree of the old tree, and omits it where that is the whole old tree.
  const omitted = ranges[0]!.end === oldSize ? 0 : 1
  let [old, root] = omitted ? [oldRoot, oldRoot] : [proof[0]!, proof[0]!]
  for (let i = 1 - omitted; i < proof.length; i++) {
    const sibling = proof[i]!
    const isLeft = ranges[i]!.end <= oldSize
    if (isLeft) old = hashNode(sibling, old)
    root = isLeft ? hashNode(sibling, root) : hashNode(root, sibling)
  }
  return isEqual(old, oldRoot) && isEqual(root, rootHash)
}
