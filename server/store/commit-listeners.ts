import type { Awaitable, Change, DocumentChange, ObjectStore } from './store.ts'

/** What is about to be committed. */
export interface Commit {
  readonly changes: readonly Change[]
  readonly documents: readonly DocumentChange[]
}

/** The part that a listener takes in one commit. */
export interface CommitPart {
  /** Committed in the same transaction. */
  readonly documents?: readonly DocumentChange[]
  /** All of it is durable. Runs before the commit resolves. */
  committed?(): void
  /** Nothing of it was committed. */
  failed?(): void
}

/** Asked before each commit; `undefined` at once: this commit does not concern it. When it fails, so does the commit. */
export type CommitListener = (commit: Commit) => Awaitable<CommitPart | undefined>

const ask = (listener: CommitListener, commit: Commit): ReturnType<CommitListener> => {
  try {
    return listener(commit)
  } catch (error) {
    return Promise.reject(error)
  }
}

/**
 * The store with listeners of its commits. What is committed past it goes unheard. @param fault is given what a listener
 * throws once the outcome of the commit is settled: it changes nothing about it
 */
export const attachCommitListeners = (
  store: ObjectStore,
  listeners: readonly CommitListener[],
  fault: (error: unknown) => void,
): ObjectStore => {
  const settle = (part: CommitPart, outcome: 'committed' | 'failed'): void => {
    try {
      part[outcome]?.()
    } catch (error) {
      fault(error)
    }
  }

  const commitWith = async (
    asked: readonly Awaitable<CommitPart | undefined>[],
    { changes, documents }: Commit,
    audit: Parameters<ObjectStore['commit']>[1],
  ): Promise<void> => {
    const answers = await Promise.allSettled(asked)
    const parts = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []))
    try {
      const refused = answers.find((answer) => answer.status === 'rejected')
      if (refused) throw refused.reason
      await store.commit(changes, audit, [...documents, ...parts.flatMap((part) => part.documents ?? [])])
    } catch (error) {
      for (const part of parts) settle(part, 'failed')
      throw error
    }
    for (const part of parts) settle(part, 'committed')
  }

  return {
    get: (uniqueIdentifier) => store.get(uniqueIdentifier),
    find: (query) => store.find(query),
    commit(changes, audit = [], documents = []) {
      const commit = { changes, documents }
      const concerned = listeners.map((listener) => ask(listener, commit)).filter((answer) => answer !== undefined)
      return concerned.length === 0 ? store.commit(changes, audit, documents) : commitWith(concerned, commit, audit)
    },
    documents: (query) => store.documents(query),
    audit: (after, maximumItems) => store.audit(after, maximumItems),
    removeAudit: (count) => store.removeAudit(count),
    close: () => store.close(),
  }
}
