import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { writeOutput } from './output-file.ts'

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1000, i)
}

describe('writing to standard output', () => {
  it('is done when the last byte was taken, and not when it is queued', async () => {
    let taken = 0
    const slow = new Writable({
      async write(bytes: Buffer, _, callback) {
        await sleep(2)
        taken += bytes.length
        callback()
      },
    })
    await writeOutput(slow, pieces(20))
    expect(taken).to.equal(20_000)
  })

  it('fails when the stream fails at the end', async () => {
    let taken = 0
    const failing = new Writable({
      write(bytes: Buffer, _, callback) {
        taken += bytes.length
        const lost = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32, syscall: 'write' })
        setImmediate(callback, taken === 5000 ? lost : null)
      },
    }).on('error', () => undefined)
    const { message } = await writeOutput(failing, pieces(5)).then(
      () => ({ message: 'done' }),
      (error: Error) => error,
    )
    expect(message).to.equal('standard output: broken pipe')
  })
})
