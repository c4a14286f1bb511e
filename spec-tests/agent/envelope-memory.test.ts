import { expect } from 'chai'
import { open, seal } from '../../agent/envelope/envelope.ts'
import { saltSize } from '../../agent/envelope/header.ts'
import { measureUsedMemory } from '../support/used-memory.ts'

const MiB = 1024 * 1024

describe('envelope of much data', () => {
  it('needs no more memory than one of little', async () => {
    async function* zeros(count: number): AsyncGenerator<Uint8Array> {
      const piece = Buffer.alloc(MiB)
      for (let n = 0; n < count; n++) yield piece
    }
    const dataKey = Buffer.alloc(32, 7)
    let size = 0
    let most = 0
    const before = await measureUsedMemory()
    const envelope = seal(zeros(256), { dataKey, wrappedKey: Buffer.from('wrapped'), salt: Buffer.alloc(saltSize, 9) })
    for await (const part of open(envelope, { unwrap: async () => Buffer.from(dataKey) })) {
      size += part.length
      if (size % (32 * MiB) === 0) most = Math.max(most, await measureUsedMemory())
    }
    expect(size).to.equal(256 * MiB)
    expect(most - before).to.be.below(16 * MiB)
  })
})
