import { expect } from 'chai'
import { Recent } from './two-generation-cache.ts'

describe('Recent', () => {
  it('keeps what recurs and lets the rest go', () => {
    const recent = new Recent<number>(3)
    recent.set('often', 0)
    for (let i = 1; i <= 20; i++) {
      recent.set(`once ${i}`, i)
      expect(recent.get('often'), `after ${i}`).to.equal(0)
    }
    const kept = Array.from({ length: 20 }, (_, i) => recent.get(`once ${i + 1}`)).filter((each) => each !== undefined)
    expect(kept).to.have.length.within(1, 6)
    expect(kept.at(-1)).to.equal(20)
  })

  it('replaces a value', () => {
    const recent = new Recent<number>(1)
    recent.set('a', 1)
    recent.set('b', 2)
    recent.set('a', 3)
    expect([recent.get('a'), recent.get('b'), recent.get('c')]).to.deep.equal([3, 2, undefined])
  })
})
