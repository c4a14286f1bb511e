import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Whether this process may leave a core dump; `undefined` where the system does not say it in /proc. */
const mayDump = async (): Promise<boolean | undefined> => {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max core file size +(\S+)/m.exec(limits)?.[1]
  return soft === undefined ? undefined : soft !== '0'
}

/**
 * Keeps the memory of this process to itself: no core dump, and no debugger on a port, which Node opens to everybody on the machine when it gets
 * SIGUSR1. Node cannot set its own limits, so `prlimit` (util-linux) does it where whoever started the process has not.
 *
 * @returns what is left to do, in words; `undefined` when nothing is
 */
export const guardProcess = async (): Promise<string | undefined> => {
  process.on('SIGUSR1', () => undefined)
  if (!(await mayDump())) return undefined
  await promisify(execFile)('prlimit', ['--pid', String(process.pid), '--core=0:0']).catch(() => undefined)
  return (await mayDump())
    ? 'A core dump of this process is possible and would hold keys: start it with LimitCORE=0 (systemd), or behind ulimit -c 0.'
    : undefined
}
