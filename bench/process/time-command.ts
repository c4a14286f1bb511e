import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What one run of a program took. */
export interface Timed {
  /** Seconds on the clock. */
  readonly seconds: number
  /** Microseconds. */
  readonly processorTime: number
  /** Megabytes, of a program of Node that reports it. */
  readonly peakMemory: number | undefined
}

/** Through pipes, as data comes from a database and goes to a store; without a file, with nothing on standard input. */
const script = `set -o pipefail
TIMEFORMAT='times %R %U %S'
if [ -n "$1" ]; then cat "$1" | { shift; time "$@"; } | cat > /dev/null; else shift; time "$@" > /dev/null < /dev/null; fi`

const atExit =
  "process.on('exit', () => process.stderr.write('peak memory ' + process.resourceUsage().maxRSS + ' kB\\n'))"

/** Options of Node with which {@link timed} sees the memory. */
export const reportsMemory = ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`]

/** Runs a program to its end; it must succeed. @param input a file, for its standard input */
export const timed = async (
  command: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Timed> => {
  const child = spawn('bash', ['--norc', '-c', script, 'bash', input, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  const times = /^times ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(said)
  if (code !== 0 || !times) throw new Error(`${command.join(' ')} ended with ${code}: ${said}`)
  const [seconds = 0, user = 0, system = 0] = times.slice(1).map(Number)
  const peak = /^peak memory (\d+) kB$/m.exec(said)?.[1]
  return {
    seconds,
    processorTime: (user + system) * 1e6,
    peakMemory: peak === undefined ? undefined : (Number(peak) * 1024) / 1e6,
  }
}
