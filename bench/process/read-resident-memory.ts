import { readFile } from 'node:fs/promises'

/** Megabytes of memory that a process has. Linux only. */
export const residentMemory = async (pid: number): Promise<number> => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  if (!found) throw new Error(`process ${pid} has no memory: it has ended`)
  return (Number(found[1]) * 1024) / 1e6
}
