import { expect } from 'chai'
import { releaseMemory } from './release-memory.ts'

describe('memory that is given back', () => {
  it('is that of large pieces, and of nothing that others may have a part of', () => {
    const whole = Buffer.allocUnsafeSlow(20_000)
    const part = Buffer.alloc(40_000, 1).subarray(0, 20_000)
    const [small, pooled] = [Buffer.allocUnsafeSlow(100).fill(1), Buffer.from('from the pool')]
    releaseMemory([whole, part, small, pooled, whole])
    expect([whole.length, whole.buffer.byteLength]).to.deep.equal([0, 0])
    expect([part.length, part[19_999]]).to.deep.equal([20_000, 1])
    expect(small[99]).to.equal(1)
    expect(pooled.toString()).to.equal('from the pool')
  })
})
