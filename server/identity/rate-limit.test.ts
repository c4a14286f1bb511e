import { expect } from 'chai'
import { createRateLimit } from './rate-limit.ts'

describe('createRateLimit', () => {
  let time: number
  const of = (maximumKeys?: number) =>
    createRateLimit({ burst: 3, interval: 100, now: () => time, ...(maximumKeys && { maximumKeys }) })
  beforeEach(() => {
    time = 1000
  })

  it('lets a burst through, then one in each interval', () => {
    const each = of()
    for (let i = 0; i < 3; i++) {
      expect(each.getDelay('a'), String(i)).to.equal(0)
      each.spend('a')
    }
    expect(each.getDelay('a')).to.equal(100)
    time += 99
    expect(each.getDelay('a')).to.equal(1)
    time += 1
    expect(each.getDelay('a')).to.equal(0)
    each.spend('a')
    expect(each.getDelay('a')).to.equal(100)
    time += 300
    for (let i = 0; i < 3; i++) each.spend('a')
    expect(each.getDelay('a')).to.equal(100)
  })

  it('counts each key by itself, and forgives', () => {
    const each = of()
    for (let i = 0; i < 4; i++) each.spend('a')
    expect(each.getDelay('a')).to.equal(200)
    expect(each.getDelay('b')).to.equal(0)
    each.reset('a')
    expect(each.getDelay('a')).to.equal(0)
  })

  it('remembers so many keys and no more', () => {
    const each = of(2)
    for (const key of ['a', 'b', 'c']) for (let i = 0; i < 3; i++) each.spend(key)
    expect(['a', 'b', 'c'].map((key) => each.getDelay(key))).to.deep.equal([0, 100, 100])
  })
})
