import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What one run of a program took. */
export interface CommandTime {
  /** Elapsed seconds. */
  readonly seconds: number
  /** Microseconds. */
  readonly processorTime: number
  /** Megabytes; requires {@link reportMemoryFlags}. */
  readonly peakMemory: number | undefined
}

/** Input and output are pipes, as between a database and its storage; without a file, standard input is empty. */
const script = `set -o pipefail
TIMEFORMAT='times %R %U %S'
if [ -n "$1" ]; then cat "$1" | { shift; time "$@"; } | cat > /dev/null; else shift; time "$@" > /dev/null < /dev/null; fi`

const atExit =
  "process.on('exit', () => process.stderr.write('peak memory ' + process.resourceUsage().maxRSS + ' kB\\n'))"

/** Flags of Node with which a program reports its peak memory to {@link timeCommand}. */
export const reportMemoryFlags = ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`]

interface CommandOptions {
  /** Path of a file for standard input. */
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program to its end. Throws if it fails. */
export const timeCommand = async (
  command: readonly string[],
  { input = '', env = {} }: CommandOptions = {},
): Promise<CommandTime> => {
  const child = spawn('bash', ['--norc', '-c', script, 'bash', input, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  const times = /^times ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(output)
  if (code !== 0 || !times) throw new Error(`${command.join(' ')} exited with ${code}: ${output}`)
  const [seconds = 0, user = 0, system = 0] = times.slice(1).map(Number)
  const peak = /^peak memory (\d+) kB$/m.exec(output)?.[1]
  return {
    seconds,
    processorTime: (user + system) * 1e6,
    peakMemory: peak === undefined ? undefined : (Number(peak) * 1024) / 1e6,
  }
}
