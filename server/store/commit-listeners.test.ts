import { expect } from 'chai'
import { attachCommitListeners, type CommitListener } from './commit-listeners.ts'
import type { DocumentChange, ObjectStore } from './store.ts'

const document = (key: string): DocumentChange => ({
  kind: 'create',
  document: { kind: 'letter', key, owner: 'alice', revision: 0, content: new Uint8Array() },
})
const keysOf = (documents: readonly DocumentChange[]) => documents.map((each) => each.document.key).join(' ')

describe('attachCommitListeners', () => {
  let events: string[]
  let commitOutcome: () => Promise<void>
  const fault = (error: unknown) => void events.push(`fault: ${(error as Error).message}`)
  const fake = {
    commit(_changes, _audit, documents = []) {
      events.push(`commit ${keysOf(documents)}`.trim())
      return commitOutcome()
    },
    get: () => undefined,
    close: async () => void events.push('close'),
  } as Partial<ObjectStore> as ObjectStore
  const attach = (...listeners: CommitListener[]) => attachCommitListeners(fake, listeners, fault)
  const listener =
    (name: string, added: readonly string[] = []): CommitListener =>
    () => ({
      documents: added.map(document),
      committed: () => void events.push(`${name} committed`),
      failed: () => void events.push(`${name} failed`),
    })
  const commit = async (store: ObjectStore, ...keys: string[]) => {
    try {
      await store.commit([], [], keys.map(document))
      events.push('resolved')
    } catch (error) {
      events.push(`rejected: ${(error as Error).message}`)
    }
  }

  beforeEach(() => {
    events = []
    commitOutcome = async () => void events.push('durable')
  })

  it('tells listeners, in order, once the commit is durable and before it resolves', async () => {
    await commit(attach(listener('first'), listener('second')))
    expect(events).to.deep.equal(['commit', 'durable', 'first committed', 'second committed', 'resolved'])
  })

  it('commits what listeners add in the same transaction', async () => {
    const later: CommitListener = async (of) => listener('later', [`after ${keysOf(of.documents)}`])(of)
    await commit(attach(listener('first', ['b', 'c']), later), 'a')
    expect(events.slice(0, 2)).to.deep.equal(['commit a b c after a', 'durable'])
  })

  it('tells listeners of a commit that failed', async () => {
    commitOutcome = () => Promise.reject(new Error('disk full'))
    await commit(attach(listener('first'), listener('second')))
    expect(events).to.deep.equal(['commit', 'first failed', 'second failed', 'rejected: disk full'])
  })

  it('commits nothing when a listener cannot prepare, and tells those that have', async () => {
    for (const broken of [
      () => Promise.reject(new Error('broken')),
      () => {
        throw new Error('broken')
      },
    ] satisfies CommitListener[]) {
      events = []
      await commit(attach(listener('first'), broken, listener('third')))
      expect(events).to.deep.equal(['first failed', 'third failed', 'rejected: broken'])
    }
  })

  it('reports what a listener throws afterwards: the commit stays what it is', async () => {
    const broken: CommitListener = () => ({
      committed() {
        throw new Error('broken')
      },
    })
    await commit(attach(broken, listener('second')))
    expect(events).to.deep.equal(['commit', 'durable', 'fault: broken', 'second committed', 'resolved'])
  })

  it('hands on at once what concerns no listener', async () => {
    const store = attach(
      () => undefined,
      async () => undefined,
    )
    await commit(store, 'a')
    const direct = attach(() => undefined)
    const { promise } = Promise.withResolvers<void>()
    commitOutcome = () => promise
    expect(direct.commit([])).to.equal(promise)
    expect(events).to.deep.equal(['commit a', 'durable', 'resolved', 'commit'])
    expect(store.get('x')).to.equal(undefined)
    await store.close()
    expect(events.at(-1)).to.equal('close')
  })
})
