import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Whether this process may leave a core dump; `undefined` where /proc does not say. */
const mayDump = async (): Promise<boolean | undefined> => {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max core file size +(\S+)/m.exec(limits)?.[1]
  return soft === undefined ? undefined : soft !== '0'
}

/**
 * Protects the memory of this process. Disables core dumps, and the debugger port that Node opens to every local user on SIGUSR1.
 * Node cannot set its own limits: `prlimit` (util-linux) does.
 *
 * @returns what the operator must do; `undefined` when the process is protected
 */
export const guardProcess = async (): Promise<string | undefined> => {
  process.on('SIGUSR1', () => undefined)
  if (!(await mayDump())) return undefined
  await promisify(execFile)('prlimit', ['--pid', String(process.pid), '--core=0:0']).catch(() => undefined)
  return (await mayDump())
    ? 'A core dump of this process is possible and would hold keys: start it with LimitCORE=0 (systemd), or behind ulimit -c 0.'
    : undefined
}
