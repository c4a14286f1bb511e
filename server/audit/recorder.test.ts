import { expect } from 'chai'
import { KmipError } from '../../codec/index.ts'
import type { AnsweredItem } from '../pipeline/audit.ts'
import { createRecorder, type OnFailure } from './recorder.ts'

/** A recorder over a disk that takes nothing while `isFull`. */
const openRecorder = (onFailure: OnFailure) => {
  const disk = { isFull: false, entries: [] as string[], removed: 0 }
  const faults: unknown[] = []
  let made = 0
  const recorder = createRecorder({
    entries: {
      createRequestEntry: () => ({ nonce: String(++made) }) as never,
      createEvent: (_, { message }) => ({ message }) as never,
    },
    journal: {
      get size() {
        return disk.entries.length
      },
      append(entries) {
        if (disk.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        disk.entries.push(...entries.map(String))
      },
      close: () => undefined,
    },
    thread: { sync: async () => undefined, allocate: () => undefined, close: async () => undefined },
    store: {
      async removeAudit(count) {
        disk.removed += count
      },
    },
    ...{ onFailure, isDurable: false, now: () => new Date(), reportFault: (error: unknown) => faults.push(error) },
  })
  const add = (): void => recorder.add({} as AnsweredItem)
  return { recorder, disk, faults, add }
}

describe('recorder', () => {
  it('refuses requests while the log cannot be written, and goes on by itself', async () => {
    const { recorder, disk, faults, add } = openRecorder('refuse')
    add()
    recorder.flush()
    disk.isFull = true
    add()
    expect(() => recorder.flush()).to.throw('no space left')
    expect(() => recorder.requireWritable()).to.throw(KmipError, 'cannot write its audit log')
    expect(disk.entries).to.have.length(1)
    disk.isFull = false
    recorder.requireWritable()
    expect(disk.entries).to.have.length(2)
    expect(faults.map((fault) => (fault as Error).message)).to.deep.equal([
      'The audit log cannot be written.',
      'The audit log is written again.',
    ])
    await recorder.close()
  })

  it('serves on where the configuration says so, and says what was lost', async () => {
    const { recorder, disk, add } = openRecorder('serve')
    disk.isFull = true
    for (let at = 0; at < 50_003; at++) add()
    recorder.flush()
    recorder.requireWritable()
    disk.isFull = false
    recorder.flush()
    expect(disk.entries).to.have.length(50_001)
    expect(disk.entries.at(-1)).to.include('3 entries were lost')
    await recorder.close()
  })

  it('removes from the store what the log has, once it is durable', async () => {
    const { recorder, disk, add } = openRecorder('refuse')
    add()
    recorder.addCommitted([{ event: { nonce: 'a' } }, { event: { nonce: 'b' } }])
    recorder.flush()
    expect(disk.removed).to.equal(0)
    await recorder.close()
    expect(disk.removed).to.equal(2)
  })
})
