import { readdir, readFile } from 'node:fs/promises'

/** Microseconds of processor time that all threads of a process have used. Linux only. */
export const readProcessorTime = async (pid: number): Promise<number> => {
  const folder = `/proc/${pid}/task`
  const threads = await readdir(folder)
  const nanoseconds = await Promise.all(
    threads.map(async (thread) => {
      // The thread may have ended since the folder was read.
      const text = await readFile(`${folder}/${thread}/schedstat`, 'utf8').catch(() => '0')
      return Number(text.split(' ')[0])
    }),
  )
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1000
}
