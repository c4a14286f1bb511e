import { expect } from 'chai'
import { TwoGenerationCache } from './two-generation-cache.ts'

describe('TwoGenerationCache', () => {
  it('keeps keys that recur and lets the others go', () => {
    const cache = new TwoGenerationCache<number>(3)
    cache.set('often', 0)
    for (let i = 1; i <= 20; i++) {
      cache.set(`once ${i}`, i)
      expect(cache.get('often'), `after ${i}`).to.equal(0)
    }
    const kept = Array.from({ length: 20 }, (_, i) => cache.get(`once ${i + 1}`)).filter((each) => each !== undefined)
    expect(kept).to.have.length.within(1, 6)
    expect(kept.at(-1)).to.equal(20)
  })

  it('replaces a value', () => {
    const cache = new TwoGenerationCache<number>(1)
    cache.set('a', 1)
    cache.set('b', 2)
    cache.set('a', 3)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).to.deep.equal([3, 2, undefined])
  })
})
