import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { KmipError } from '../../codec/index.ts'
import { BatchStreams, createStreams } from './streams.ts'

const reasonOf = async (make: () => unknown): Promise<string> => {
  try {
    await make()
  } catch (error) {
    if (error instanceof KmipError) return error.reason
    throw error
  }
  return 'none'
}

/** A stream that counts what went into it. */
const counting = () => ({ bufferedBytes: 0, parts: 0 })
type Counting = ReturnType<typeof counting>

const open = (limits = { streams: 2, bytes: 100, idle: 60 }) => {
  const clock = { now: new Date(0) }
  const registry = createStreams({ limits, now: () => clock.now, random: randomBytes })
  /** One item of a batch of its own. */
  const part = async (owner: string, correlationValue?: Uint8Array, held = 0) => {
    const batch = new BatchStreams(registry, owner)
    const item = {}
    const once = () =>
      batch.runInParts(item, {
        request: correlationValue ? { correlationValue } : { initIndicator: true },
        purpose: 'MAC key',
        begin: counting,
        step: (stream: Counting) => {
          stream.bufferedBytes = held
          stream.parts++
          return { parts: stream.parts }
        },
      })
    return { batch, once, answer: await once() }
  }
  const kept = async (owner: string, correlationValue?: Uint8Array, held = 0) => {
    const { batch, answer } = await part(owner, correlationValue, held)
    batch.keep()
    return answer
  }
  return { registry, clock, part, kept }
}

describe('streams', () => {
  it('an item that runs again puts its data in once', async () => {
    const { part, kept } = open()
    const { once, batch, answer } = await part('a')
    expect(await once()).to.equal(answer)
    expect(await once()).to.deep.include({ parts: 1 })
    batch.keep()
    expect(await kept('a', answer.correlationValue)).to.deep.include({ parts: 2 })
  })

  it('nobody has a stream while its part is being done', async () => {
    const { part, kept } = open()
    const { batch, answer } = await part('a')
    expect(await reasonOf(() => kept('a', answer.correlationValue))).to.equal('InvalidCorrelationValue')
    batch.keep()
    expect(await reasonOf(() => kept('a', answer.correlationValue))).to.equal('none')
  })

  it('count for each owner; what is forgotten counts no more', async () => {
    const { part, kept } = open()
    const first = await kept('a')
    await kept('a')
    expect(await reasonOf(() => kept('a'))).to.equal('ServerLimitExceeded')
    expect(await reasonOf(() => kept('b'))).to.equal('none')
    const { batch } = await part('a', first.correlationValue)
    batch.forget({})
    expect(await reasonOf(() => kept('a', first.correlationValue))).to.equal('InvalidCorrelationValue')
    expect(await reasonOf(() => kept('a'))).to.equal('none')
  })

  it('keep so many bytes for each owner; the one that asks for more is forgotten', async () => {
    const { kept } = open()
    const first = await kept('a', undefined, 60)
    expect(await reasonOf(() => kept('a', undefined, 60))).to.equal('ServerLimitExceeded')
    expect(await reasonOf(() => kept('b', undefined, 60))).to.equal('none')
    expect(await reasonOf(() => kept('a', first.correlationValue, 100))).to.equal('none')
  })

  it('are forgotten in time, each from its last part on', async () => {
    const { clock, kept } = open()
    const [early, late] = [await kept('a'), await kept('b')]
    clock.now = new Date(30_000)
    await kept('a', early.correlationValue)
    clock.now = new Date(60_000)
    expect(await reasonOf(() => kept('b', late.correlationValue))).to.equal('InvalidCorrelationValue')
    expect(await reasonOf(() => kept('a', early.correlationValue))).to.equal('none')
  })

  it('are forgotten in time though nobody asks any more', async () => {
    const { clock, kept } = open({ streams: 2, bytes: 100, idle: 0.02 })
    const { correlationValue } = await kept('a')
    clock.now = new Date(1000)
    await setTimeout(60)
    // As if no time had passed: only what went before can have forgotten it.
    clock.now = new Date(0)
    expect(await reasonOf(() => kept('a', correlationValue))).to.equal('InvalidCorrelationValue')
  })

  it('are forgotten when the server closes', async () => {
    const { registry, kept } = open()
    const { correlationValue } = await kept('a')
    registry.close()
    expect(await reasonOf(() => kept('a', correlationValue))).to.equal('InvalidCorrelationValue')
  })
})
