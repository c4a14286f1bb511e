import { expect } from 'chai'
import { sample } from './contract/samples.ts'
import { createObjectCache } from './object-cache.ts'

const objects = Array.from({ length: 5 }, () => ({ ...sample(), revision: 1 }))
const ids = objects.map((object) => object.uniqueIdentifier)

describe('createObjectCache', () => {
  it('lets the least recently used go when there are too many', () => {
    const cache = createObjectCache(3, 1000)
    for (const object of objects.slice(0, 3)) cache.put(object, 1)
    cache.get(ids[0]!)
    cache.put(objects[3]!, 1)
    expect(ids.map((id) => cache.get(id)?.uniqueIdentifier)).to.deep.equal([
      ids[0],
      undefined,
      ids[2],
      ids[3],
      undefined,
    ])
  })

  it('lets as many go as their bytes demand, counting replacements and removals once', () => {
    const cache = createObjectCache(100, 10)
    cache.put(objects[0]!, 4)
    cache.put({ ...objects[0]!, revision: 2 }, 5)
    cache.put(objects[1]!, 5)
    expect(cache.get(ids[0]!)?.revision).to.equal(2)
    cache.delete(ids[1]!)
    cache.put(objects[2]!, 5)
    expect(cache.get(ids[0]!)).to.not.equal(undefined)
    cache.put(objects[3]!, 11)
    expect(ids.map((id) => cache.get(id))).to.deep.equal(Array(5).fill(undefined))
  })

  it('keeps the newer revision, whichever comes last', () => {
    const cache = createObjectCache(3, 1000)
    cache.put({ ...objects[0]!, revision: 2 }, 1)
    cache.put(objects[0]!, 1)
    expect(cache.get(ids[0]!)?.revision).to.equal(2)
  })
})
