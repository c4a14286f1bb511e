import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CommitOutcome, RowSet } from '../record/row.ts'
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './commit-worker.ts'

export interface GroupCommit {
  /** Resolves when the change set is durable or refused; rejects when the store is in trouble. */
  commit(set: RowSet): Promise<CommitOutcome>
  /** Refuses further change sets and waits for those in flight. */
  drain(): Promise<void>
  /** After {@link drain}: closes the file. */
  close(): Promise<void>
}

interface Waiting {
  readonly set: RowSet
  readonly resolve: (outcome: CommitOutcome) => void
  readonly reject: (error: unknown) => void
}

/** Change sets that are posted before the turn of the event loop ends, so that both threads work at once. */
const BATCH = 8

/** With this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./commit-worker${extname(import.meta.url)}`, import.meta.url)

/**
 * Commits on a thread of its own, so that the event loop never waits for the disk. All change sets of one turn of the event loop,
 * and all that arrive while the disk flushes a commit, share one transaction.
 */
export async function startGroupCommit(start: WorkerStart): Promise<GroupCommit> {
  const worker = new Worker(workerFile, { workerData: start, name: 'store', execArgv: [] })
  let waiting: Waiting[] = []
  const posted: Waiting[] = []
  let isScheduled = false
  let ended: Error | undefined

  const post = (message: WorkerRequest) => worker.postMessage(message)
  const flush = (isTurnOver: boolean) => {
    if (ended) return
    post({ sets: waiting.map(({ set }) => set), commit: isTurnOver })
    posted.push(...waiting)
    waiting = []
    if (posted.length > 0) worker.ref()
  }
  const endTurn = () => {
    isScheduled = false
    flush(true)
  }
  const schedule = () => {
    if (!isScheduled) setImmediate(endTurn)
    isScheduled = true
    if (waiting.length >= BATCH) flush(false)
  }

  const ready = Promise.withResolvers<void>()
  worker.on('message', (message: WorkerAnswer) => {
    if (message === 'ready') return ready.resolve()
    const done = posted.splice(0, message.length)
    if (posted.length === 0) worker.unref()
    for (const [i, { resolve }] of done.entries()) resolve(message[i])
  })
  const end = (error: Error) => {
    ended ??= error
    ready.reject(ended)
    for (const { reject } of [...posted.splice(0), ...waiting.splice(0)]) reject(ended)
  }
  worker.on('error', end)
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new Error('The store is closed'))
      resolve()
    })
  })
  await ready.promise
  worker.unref()

  let isDraining = false
  let last: Promise<unknown> = Promise.resolve()
  return {
    commit(set) {
      if (ended || isDraining) return Promise.reject(ended ?? new Error('The store is closed'))
      const { promise, resolve, reject } = Promise.withResolvers<CommitOutcome>()
      waiting.push({ set, resolve, reject })
      schedule()
      last = promise.catch(() => {})
      return promise
    },
    async drain() {
      isDraining = true
      await last
    },
    async close() {
      if (ended) return
      worker.ref()
      post('close')
      await exited
    },
  }
}
