import { expect } from 'chai'
import fc from 'fast-check'
import { createSample } from '../contract/samples.ts'
import { createObjectCache } from './object-cache.ts'

const objects = Array.from({ length: 20 }, () => ({ ...createSample(), revision: 1 }))
const ids = objects.map((object) => object.uniqueIdentifier)
const [id] = ids as [string]

describe('createObjectCache', () => {
  it('keeps objects that recur and lets the others go', () => {
    const cache = createObjectCache(3, 1000)
    for (const object of objects) {
      cache.put(object, 1)
      expect(cache.get(id), object.uniqueIdentifier).to.equal(objects[0])
    }
    const kept = ids.filter((each) => cache.get(each))
    expect(kept).to.have.length.within(3, 6)
    expect(kept).to.include.members([id, ...ids.slice(-2)])
  })

  it('has no misses when its size is that of the working set', () => {
    const cache = createObjectCache(objects.length, 1000)
    for (const object of objects) cache.put(object, 1)
    for (let round = 0; round < 3; round++) expect(ids.map((each) => cache.get(each))).to.deep.equal(objects)
  })

  it('keeps the newer revision in either order', () => {
    const cache = createObjectCache(6, 1000)
    cache.put({ ...objects[0]!, revision: 2 }, 1)
    cache.put(objects[0]!, 1)
    expect(cache.get(id)?.revision).to.equal(2)
    cache.put({ ...objects[0]!, revision: 3 }, 1)
    expect(cache.get(id)?.revision).to.equal(3)
  })

  it('does not cache an object of more than half of its bytes', () => {
    const cache = createObjectCache(6, 10)
    cache.put(objects[1]!, 5)
    cache.put(objects[0]!, 4)
    cache.put({ ...objects[0]!, revision: 2 }, 6)
    expect(cache.get(id)).to.equal(undefined)
    expect(cache.get(ids[1]!)).to.equal(objects[1])
  })

  it('keeps the last used objects within its limits, and no deleted one', () => {
    const use = fc.record({
      what: fc.constantFrom('put' as const, 'get' as const, 'delete' as const),
      at: fc.nat(objects.length - 1),
    })
    const size = (at: number) => 1 + (at % 4)
    fc.assert(
      fc.property(fc.array(use, { maxLength: 120 }), (uses) => {
        const cache = createObjectCache(4, 20)
        const lastUsed: number[] = []
        for (const { what, at } of uses) {
          if (what === 'put') cache.put(objects[at]!, size(at))
          if (what === 'delete') cache.delete(ids[at]!)
          if (what === 'get' && !cache.get(ids[at]!)) continue
          if (lastUsed.includes(at)) lastUsed.splice(lastUsed.indexOf(at), 1)
          if (what !== 'delete') lastUsed.unshift(at)
        }
        const kept = lastUsed.filter((at) => cache.get(ids[at]!))
        expect(kept.length).to.be.at.most(8)
        expect(kept.reduce((sum, at) => sum + size(at), 0)).to.be.at.most(20)
        // Sizes are at most 4: two of the last used are within half of the bytes.
        expect(kept).to.include.members(lastUsed.slice(0, 2))
        for (const [at, each] of ids.entries()) if (!lastUsed.includes(at)) expect(cache.get(each)).to.equal(undefined)
      }),
    )
  })
})
