import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { createTemporaryFolder, openTestStore } from '../store/contract/sqlite-harness.ts'
import type { Notice } from './notice.ts'
import { createOutbox } from './outbox.ts'

describe('createOutbox', () => {
  it('sends what stands behind an altered notice', async () => {
    const folder = createTemporaryFolder()
    const path = join(folder.path, 'store.db')
    const sent: string[] = []
    const { promise: delivered, resolve } = Promise.withResolvers<void>()
    const faults: Error[] = []
    let keys = 0
    const open = async () => {
      const store = await openTestStore(path, { reportFault: (error) => faults.push(error) })
      const outbox = createOutbox({
        endpoint: {
          owner: 'CN=app',
          version: '1.4',
          put: false,
          connect: async () => ({
            request: async () => new Uint8Array(),
            ended: new Promise(() => undefined),
            close() {},
          }),
        },
        store,
        newKey: () => `${keys++}`,
        isAdmitted: () => true,
        async send(_channel, { uniqueIdentifier }) {
          sent.push(uniqueIdentifier)
          if (sent.length === 2) resolve()
          return undefined
        },
        onDelayed: (why) => faults.push(new Error(why)),
        onLost: (_notice, why) => faults.push(new Error(why)),
        reportFault: (error) => faults.push(new Error(String(error))),
      })
      return { store, outbox }
    }
    const before = await open()
    const notices = ['a', 'b', 'c'].map((uniqueIdentifier): Notice => ({ operation: 'Put', uniqueIdentifier }))
    await before.store.commit([], [], before.outbox.createDocuments(notices))
    await before.store.close()
    const db = new DatabaseSync(path)
    db.exec("UPDATE document SET sealed = zeroblob(length(sealed)) WHERE key = '0'")
    db.close()

    const { store, outbox } = await open()
    await outbox.start()
    await delivered
    await outbox.close()
    expect(sent).to.deep.equal(['b', 'c'])
    expect(faults.map(String)).to.have.length(1)
    expect(String(faults[0])).to.include('The notification 0 was left out')
    await store.close()
    folder.remove()
  })
})
