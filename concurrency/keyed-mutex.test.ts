import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { expect } from 'chai'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createSerialQueue } from './serial-queue.ts'

describe('createKeyedMutex', () => {
  const events: string[] = []
  const record = (name: string) => async () => {
    events.push(`${name} starts`)
    await turnOfTheLoop()
    events.push(`${name} ends`)
    return name
  }
  beforeEach(() => {
    events.length = 0
  })

  it('runs tasks with the same key in order and tasks with different keys side by side', async () => {
    const mutex = createKeyedMutex()
    const results = await Promise.all([
      mutex('a', record('one')),
      mutex('a', record('two')),
      mutex('b', record('other')),
    ])
    expect(results).to.deep.equal(['one', 'two', 'other'])
    expect(events.indexOf('two starts')).to.be.above(events.indexOf('one ends'))
    expect(events.indexOf('other starts')).to.be.below(events.indexOf('one ends'))
  })

  it('runs the next task after one that fails', async () => {
    const queue = createSerialQueue()
    const failure = queue(() => Promise.reject(new Error('expected'))).catch((error: Error) => error.message)
    expect(await queue(record('next'))).to.equal('next')
    expect(await failure).to.equal('expected')
  })
})
