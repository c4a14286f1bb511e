import { expect } from 'chai'
import fc from 'fast-check'
import { writeInBatches, writeWholly } from './write-in-batches.ts'

const bytesOf = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString('hex')

describe('writing in batches', () => {
  it('writes everything, in order, however little one call takes', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }))
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), async (given, takes) => {
        const written: Uint8Array[] = []
        let call = 0
        await writeWholly(async (left) => {
          const taken = Buffer.concat(left).subarray(0, takes[call++ % takes.length])
          written.push(taken)
          return { bytesWritten: taken.length }
        }, given)
        expect(bytesOf(written)).to.equal(bytesOf(given))
      }),
    )
  })

  it('hands on every piece, with one batch under way at a time', async () => {
    const pieces = Array.from({ length: 50 }, (_, i) => Buffer.alloc(30_000, i))
    const written: Uint8Array[] = []
    let underWay = 0
    async function* source() {
      yield* pieces
    }
    await writeInBatches(source(), async (batch) => {
      expect(underWay++).to.equal(0)
      await new Promise((resolve) => setTimeout(resolve, 1))
      written.push(...batch)
      underWay--
    })
    expect(bytesOf(written)).to.equal(bytesOf(pieces))
  })

  it('fails with what the source throws, and not before the batch under way is written', async () => {
    let done = false
    async function* source() {
      yield Buffer.alloc(300_000)
      throw new Error('the source failed')
    }
    const outcome = await writeInBatches(source(), async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      done = true
    }).catch(({ message }: Error) => message)
    expect([outcome, done]).to.deep.equal(['the source failed', true])
  })

  it('fails when a write fails, also when it is not the last', async () => {
    async function* source() {
      for (let i = 0; i < 5; i++) yield Buffer.alloc(300_000)
    }
    let calls = 0
    const outcome = await writeInBatches(source(), async () => {
      if (++calls === 2) throw new Error('no space')
    }).catch(({ message }: Error) => message)
    expect([outcome, calls]).to.deep.equal(['no space', 2])
  })
})
