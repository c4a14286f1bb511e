import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import { createVerificationQueue } from './verification-queue.ts'

describe('verificationQueue', () => {
  it('does one piece of work at a time for a key, and so many for all', async () => {
    const turns = createVerificationQueue(2)
    const running = new Map<string, number>()
    let [now, most] = [0, 0]
    const order: string[] = []
    const work = (key: string, name: string) => async () => {
      running.set(key, (running.get(key) ?? 0) + 1)
      expect(running.get(key), name).to.equal(1)
      most = Math.max(most, ++now)
      await nextTurn()
      order.push(name)
      now--
      running.set(key, 0)
      return name
    }
    const all = ['a1', 'a2', 'b1', 'c1', 'a3', 'd1'].map((name) =>
      turns.run(name[0] as string, work(name[0] as string, name)),
    )
    expect(await Promise.all(all)).to.deep.equal(['a1', 'a2', 'b1', 'c1', 'a3', 'd1'])
    expect(most).to.equal(2)
    expect(order.filter((name) => name.startsWith('a'))).to.deep.equal(['a1', 'a2', 'a3'])
  })

  it('goes on after work that failed', async () => {
    const turns = createVerificationQueue(1)
    const failed = turns.run('a', () => Promise.reject(new Error('no')))
    const next = turns.run('a', async () => 'yes')
    expect(await failed.catch(({ message }) => message)).to.equal('no')
    expect(await next).to.equal('yes')
  })
})
