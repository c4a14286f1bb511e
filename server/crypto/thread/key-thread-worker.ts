import { parentPort } from 'node:worker_threads'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { type KeyThreadResult, type KeyThreadTask, runTask } from './key-thread-task.ts'

export interface NumberedTask {
  readonly number: number
  readonly task: KeyThreadTask
}

/** `refused` is a CryptoError. OpenSSL's reasons stay in the thread. */
export interface NumberedResult {
  readonly number: number
  readonly result?: KeyThreadResult
  readonly refused?: { readonly reason: CryptoReason; readonly message: string }
}

const runToResult = (task: KeyThreadTask): Omit<NumberedResult, 'number'> => {
  try {
    return { result: runTask(task) }
  } catch (error) {
    return error instanceof CryptoError ? { refused: { reason: error.reason, message: error.message } } : {}
  }
}

if (!parentPort) throw new Error('The key thread runs as a worker thread only')
const port = parentPort
port.on('message', ({ number, task }: NumberedTask) => port.postMessage({ number, ...runToResult(task) }))
