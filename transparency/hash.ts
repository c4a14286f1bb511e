import { hash } from 'node:crypto'

/** Bytes of a hash: SHA-256 (tlog-tiles, "APIs"). */
export const hashLength = 32

// The prefixes keep a leaf from being taken for a node (RFC 6962 §2.1).
const leafPrefix = 0x00
const nodePrefix = 0x01

const node = Buffer.alloc(1 + 2 * hashLength)
node[0] = nodePrefix

let leaf = Buffer.alloc(4096)
leaf[0] = leafPrefix

/** The hash of an entry (RFC 6962 §2.1: `SHA-256(0x00 || d)`). */
export const hashLeaf = (entry: Uint8Array): Buffer => {
  if (leaf.length <= entry.length) {
    leaf = Buffer.alloc(2 * entry.length)
    leaf[0] = leafPrefix
  }
  leaf.set(entry, 1)
  return hash('sha256', leaf.subarray(0, 1 + entry.length), 'buffer')
}

/** The hash over two subtrees (RFC 6962 §2.1: `SHA-256(0x01 || left || right)`). */
export const hashNode = (left: Uint8Array, right: Uint8Array): Buffer => {
  node.set(left, 1)
  node.set(right, 1 + hashLength)
  return hash('sha256', node, 'buffer')
}

/** The root of a tree without entries: the hash of nothing (RFC 6962 §2.1). */
export const emptyRoot = (): Buffer => hash('sha256', '', 'buffer')

/** The root of a subtree whose leaves are `hashes`, as many as a power of two. */
export const hashComplete = (hashes: readonly Uint8Array[]): Uint8Array => {
  let level = hashes
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) => hashNode(level[2 * i]!, level[2 * i + 1]!))
  return level[0]!
}
