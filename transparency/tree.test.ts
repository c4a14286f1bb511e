import { expect } from 'chai'
import fc from 'fast-check'
import { hashLeaf } from './hash.ts'
import { computeNaiveRoot } from './testing/naive-tree.ts'
import { createTree } from './tree.ts'

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('Merkle tree', () => {
  // The entries and roots that Certificate Transparency's implementations share (merkletree_test of its C++ log).
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]

  it('has the known roots', () => {
    const tree = createTree()
    expect(toHex(tree.computeRoot())).to.equal(roots[0])
    for (const [i, entry] of entries.entries()) {
      tree.append(hashLeaf(Buffer.from(entry, 'hex')))
      expect(toHex(tree.computeRoot()), `${tree.size} entries`).to.equal(roots[i + 1])
    }
  })

  it('has the root of the definition at every size to 600', () => {
    const tree = createTree()
    const all = Array.from({ length: 600 }, (_, i) => Buffer.from(`entry ${i}`))
    for (const entry of all) {
      tree.append(hashLeaf(entry))
      const root = computeNaiveRoot(all, 0, tree.size)
      expect(toHex(tree.computeRoot()), `${tree.size} entries`).to.equal(toHex(root))
    }
  })

  it('goes on from its right edge', () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.nat({ max: 70 }), (size, more) => {
        const whole = createTree()
        const complete = new Map<number, Uint8Array>()
        const leaves = Array.from({ length: size + more }, (_, i) => hashLeaf(Buffer.of(i)))
        for (const leaf of leaves.slice(0, size)) whole.append(leaf, (height, hash) => complete.set(height, hash))
        const heights = [...size.toString(2)].map((bit, i, { length }) => (bit === '1' ? length - 1 - i : -1))
        const edge = heights.flatMap((height) => (height < 0 ? [] : [complete.get(height)!]))
        const other = createTree(size, edge)
        for (const leaf of leaves.slice(size)) {
          whole.append(leaf)
          other.append(leaf)
        }
        return other.size === size + more && Buffer.compare(whole.computeRoot(), other.computeRoot()) === 0
      }),
    )
  })

  it('hashes entries of any length', () => {
    for (const length of [0, 1, 4095, 4096, 65_535, 100])
      expect(toHex(hashLeaf(Buffer.alloc(length, 7)))).to.equal(toHex(computeNaiveRoot([Buffer.alloc(length, 7)])))
  })
})
