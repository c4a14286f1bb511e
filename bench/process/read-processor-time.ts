import { readdir, readFile } from 'node:fs/promises'

/** Microseconds of processor time that all threads of a process have used. Linux only. */
export const processorTime = async (pid: number): Promise<number> => {
  const folder = `/proc/${pid}/task`
  const threads = await readdir(folder)
  const each = await Promise.all(
    threads.map(async (thread) => {
      // A thread may have ended meanwhile.
      const text = await readFile(`${folder}/${thread}/schedstat`, 'utf8').catch(() => '0')
      return Number(text.split(' ')[0])
    }),
  )
  return each.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1000
}
