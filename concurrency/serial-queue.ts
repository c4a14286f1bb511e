import { createKeyedMutex } from './keyed-mutex.ts'

/** Runs tasks one after the other, in the order of the calls. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>

/**
 * A keyed mutex with one key. Share one queue in a process for tasks that take seconds of the thread pool: side by side they
 * would occupy all of its threads, which file access and name resolution need too.
 */
export const createSerialQueue = (): SerialQueue => {
  const mutex = createKeyedMutex()
  return (task) => mutex('', task)
}
