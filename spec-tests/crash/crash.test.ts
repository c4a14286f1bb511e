import { expect } from 'chai'
import { crash } from './crash.ts'

describe('kill -9', () => {
  it('loses nothing that was acknowledged in 4 kills (50 in spec-tests/crash/main.ts)', async function () {
    this.timeout(60_000)
    const seed = Date.now() % 2 ** 31
    const result = await crash(4, seed, () => undefined)
    expect(result.problems, `seed ${seed}`).to.deep.equal([])
    expect(result.acknowledged).to.be.greaterThan(20)
  })
})
