import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SequencerAnswer, SequencerRequest, SequencerStart } from './sequencer-worker.ts'

/** The sequencer of a log, on a thread of its own: the event loop neither hashes nor waits for the disk. */
export interface SequencerThread {
  /** Resolves when the first `size` entries, which the journal has, are durable. */
  sync(size: number): Promise<void>
  /** Prepares the next segment of the journal. */
  allocate(): void
  /** Ends the log with a checkpoint. */
  close(): Promise<void>
}

interface Waiting {
  readonly size: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** With this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./sequencer-worker${extname(import.meta.url)}`, import.meta.url)

/** @param onProblem - what the thread could not do besides a `sync`; it tries again */
export const startSequencer = async (
  start: SequencerStart,
  onProblem: (error: unknown) => void,
): Promise<SequencerThread> => {
  const worker = new Worker(workerFile, { workerData: start, name: 'audit', execArgv: [] })
  const ready = Promise.withResolvers<void>()
  let waiting: Waiting[] = []
  /** Those that the running `sync` is for. */
  let served: Waiting[] = []
  let ended: Error | undefined

  const post = (request: SequencerRequest): void => worker.postMessage(request)
  const syncAll = (): void => {
    if (served.length > 0 || waiting.length === 0) return
    served = waiting
    waiting = []
    worker.ref()
    post('sync')
  }
  const finishSync = (size: number, error: unknown): void => {
    worker.unref()
    for (const each of served.splice(0)) {
      if (each.size <= size) each.resolve()
      else each.reject(error)
    }
    syncAll()
  }
  const end = (error: Error): void => {
    ended ??= error
    ready.reject(ended)
    for (const { reject } of [...served.splice(0), ...waiting.splice(0)]) reject(ended)
  }
  worker.on('message', (answer: SequencerAnswer) => {
    if (answer.kind === 'ready') ready.resolve()
    else if (answer.kind === 'synced')
      finishSync(answer.size, new Error('The journal has lost entries of the audit log.'))
    else if (answer.request === 'sync') finishSync(0, answer.error)
    else onProblem(answer.error)
  })
  worker.on('error', end)
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new Error('The audit log is closed.'))
      resolve()
    })
  })
  await ready.promise
  worker.unref()

  return {
    sync(size) {
      if (ended) return Promise.reject(ended)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.push({ size, resolve, reject })
      syncAll()
      return promise
    },
    allocate: () => post('allocate'),
    async close() {
      if (ended) return
      worker.ref()
      post('close')
      await exited
    },
  }
}
