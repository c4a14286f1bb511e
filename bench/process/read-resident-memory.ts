import { readFile } from 'node:fs/promises'

/** Megabytes of memory in use by a process. Linux only. */
export const readResidentMemory = async (pid: number): Promise<number> => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  if (!found) throw new Error(`Process ${pid} has ended.`)
  return (Number(found[1]) * 1024) / 1e6
}
