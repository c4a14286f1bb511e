import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Io } from './io.ts'

/** Whether this process may leave a core dump; `undefined` where /proc does not say. */
const mayDump = async (): Promise<boolean | undefined> => {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max core file size +(\S+)/m.exec(limits)?.[1]
  return soft === undefined ? undefined : soft !== '0'
}

const flag = '--disable-sigusr1'

/**
 * Replaces this process with one in which SIGUSR1 opens no debugger: Node.js takes that as an option only. The process keeps its
 * number. Does nothing where the option is set, as in the units.
 */
export const disableDebugger = (): void => {
  if (process.execArgv.includes(flag) || process.env.NODE_OPTIONS?.includes(flag)) return
  // Absent on Windows, which has no SIGUSR1 either.
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, flag, ...process.argv.slice(1)],
    process.env,
  )
}

/**
 * Disables core dumps of this process, which would hold keys; says what to do where it cannot. Node.js cannot set its own limits:
 * `prlimit` (util-linux) does.
 */
export const disableCoreDumps = async ({ stderr }: Pick<Io, 'stderr'>): Promise<void> => {
  if (!(await mayDump())) return
  await promisify(execFile)('prlimit', ['--pid', String(process.pid), '--core=0:0']).catch(() => undefined)
  if (await mayDump())
    stderr.write(
      'kmip: A core dump of this process is possible and would hold keys: start it with LimitCORE=0 (systemd), or behind ulimit -c 0.\n',
    )
}
