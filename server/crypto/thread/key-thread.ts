import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createSerialQueue, type SerialQueue } from '../../../concurrency/serial-queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { isLongTask, type KeyThreadResult, type KeyThreadTask, runTask } from './key-thread-task.ts'
import type { NumberedResult, NumberedTask } from './key-thread-worker.ts'

/** Runs operations with keys that would block other requests. */
export interface KeyThread {
  /**
   * Runs a short task at once, and long tasks one after the other in a worker thread. @throws what {@link runTask}
   * throws
   */
  run<Q extends KeyThreadTask>(task: Q): KeyThreadResult<Q> | Promise<KeyThreadResult<Q>>
  /** For SLH-DSA, which takes tenths of a second in the thread pool. */
  readonly queue: SerialQueue
  /** Ends the thread and rejects tasks in flight. */
  close(): Promise<void>
}

type PendingTask = PromiseWithResolvers<KeyThreadResult>

/** Beside this file, with this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./key-thread-worker${extname(import.meta.url)}`, import.meta.url)

/** The thread starts with the first long task. */
export const createKeyThread = (): KeyThread => {
  const inFlight = new Map<number, PendingTask>()
  let worker: Worker | undefined
  let nextNumber = 0

  const settle = ({ number, result, refused }: NumberedResult): void => {
    const pending = inFlight.get(number)
    inFlight.delete(number)
    // An idle thread keeps no process alive.
    if (inFlight.size === 0) worker?.unref()
    if (result !== undefined) pending?.resolve(result)
    else
      pending?.reject(refused ? new CryptoError(refused.reason, refused.message) : new Error('The operation failed.'))
  }
  const rejectInFlight = (): void => {
    worker = undefined
    for (const { reject } of inFlight.values()) reject(new Error('The thread has ended.'))
    inFlight.clear()
  }
  const start = (): Worker => {
    const started = new Worker(workerFile, { name: 'keys', execArgv: [] })
    // An error ends the thread and rejects its tasks. The next task starts another thread.
    return started
      .on('message', settle)
      .on('error', () => undefined)
      .on('exit', rejectInFlight)
  }
  const runInThread = (task: KeyThreadTask): Promise<KeyThreadResult> => {
    worker ??= start()
    if (inFlight.size === 0) worker.ref()
    const number = nextNumber++
    const pending: PendingTask = Promise.withResolvers()
    inFlight.set(number, pending)
    worker.postMessage({ number, task } satisfies NumberedTask)
    return pending.promise
  }
  return {
    run: <Q extends KeyThreadTask>(task: Q) =>
      (isLongTask(task) ? runInThread(task) : runTask(task)) as KeyThreadResult<Q> | Promise<KeyThreadResult<Q>>,
    queue: createSerialQueue(),
    async close() {
      await worker?.terminate()
    },
  }
}
