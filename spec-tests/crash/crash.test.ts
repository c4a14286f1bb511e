import { expect } from 'chai'
import { createSeededRandom } from '../support/random.ts'
import { runCrashAsynchronous } from './asynchronous.ts'
import { runCrashes } from './crash.ts'

describe('kill -9', () => {
  it('loses nothing that was acknowledged in 4 kills (50 in spec-tests/crash/main.ts)', async function () {
    this.timeout(60_000)
    const seed = Date.now() % 2 ** 31
    const result = await runCrashes({ kills: 4, seed, progress: () => undefined })
    expect(result.problems, `seed ${seed}`).to.deep.equal([])
    expect(result.acknowledged).to.be.greaterThan(20)
  })

  it('does every asynchronous request that was taken in, once (KMIP 1.4 §4.28, 2.1 §6.1.38)', async function () {
    this.timeout(60_000)
    const seed = Date.now() % 2 ** 31
    const result = await runCrashAsynchronous(2, createSeededRandom(seed))
    expect(result.problems, `seed ${seed}`).to.deep.equal([])
    expect(result.taken).to.be.greaterThan(15)
  })
})
