import { rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFile } from '../../durable/durable-file.ts'
import { certificateMode } from './key-files.ts'

/** Milliseconds between attempts to take the lock, and the age of a lock that a crashed process left. */
const [pause, staleAge] = [50, 10_000]

/** Runs `work` on the file at `path` under a lock against other processes. */
export const runLocked = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const lock = `${path}.lock`
  for (;;) {
    if (await createFile(lock, '', certificateMode)) break
    const made = await stat(lock).catch(() => undefined)
    if (made && Date.now() - made.mtimeMs > staleAge) await rm(lock, { force: true })
    else await sleep(pause)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}
