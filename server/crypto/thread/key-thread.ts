import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createSerialQueue, type SerialQueue } from '../../../concurrency/serial-queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { answerTo, isLong, type KeyAnswer, type KeyQuestion } from './key-question.ts'
import type { NumberedAnswer } from './key-thread-worker.ts'

/** Where operations with keys are done that would keep all other requests waiting. */
export interface KeyThread {
  /** What is short at once; what is long in a thread, in the order asked. @throws what {@link answerTo} throws */
  ask<Q extends KeyQuestion>(question: Q): KeyAnswer<Q> | Promise<KeyAnswer<Q>>
  /** For what takes tenths of a second in the thread pool: SLH-DSA. */
  readonly queue: SerialQueue
  /** Ends the thread; what it has not answered is rejected. */
  close(): Promise<void>
}

type Asker = PromiseWithResolvers<KeyAnswer>

/** Beside this file, with this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./key-thread-worker${extname(import.meta.url)}`, import.meta.url)

/** The thread is started when it is needed first. */
export const keyThread = (): KeyThread => {
  const waiting = new Map<number, Asker>()
  let worker: Worker | undefined
  let asked = 0

  const answer = ({ number, answer: given, refused }: NumberedAnswer): void => {
    const asker = waiting.get(number)
    waiting.delete(number)
    // An idle thread keeps no process alive.
    if (waiting.size === 0) worker?.unref()
    if (given !== undefined) asker?.resolve(given)
    else asker?.reject(refused ? new CryptoError(refused.reason, refused.message) : new Error('The operation failed.'))
  }
  const ended = (): void => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(new Error('The thread has ended.'))
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(workerFile, { name: 'keys', execArgv: [] })
    // An error ends the thread; what was asked of it is rejected then, and the next question starts another one.
    return started
      .on('message', answer)
      .on('error', () => undefined)
      .on('exit', ended)
  }
  const inThread = (question: KeyQuestion): Promise<KeyAnswer> => {
    worker ??= start()
    if (waiting.size === 0) worker.ref()
    const number = asked++
    const asker: Asker = Promise.withResolvers()
    waiting.set(number, asker)
    worker.postMessage({ number, question })
    return asker.promise
  }
  return {
    ask: <Q extends KeyQuestion>(question: Q) =>
      (isLong(question) ? inThread(question) : answerTo(question)) as KeyAnswer<Q> | Promise<KeyAnswer<Q>>,
    queue: createSerialQueue(),
    async close() {
      await worker?.terminate()
    },
  }
}
