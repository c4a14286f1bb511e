import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../..')

/** Halves the start-up time. Coverage is less exact with it (Node's documentation). */
const compileCache = process.env.NODE_V8_COVERAGE ? {} : { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') }

/** What `kmip serve --json` prints when it is ready. */
interface Ready {
  readonly endpoint: string
  readonly port: number
  /** When `--https-port` is among the arguments. */
  readonly httpsEndpoint?: string
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** A server in its own process, started as a user starts it. */
export interface ServerProcess extends Ready {
  readonly pid: number
  /** The log so far. */
  log(): string
  /** Kills it at once. */
  kill(): Promise<void>
  /** Terminates it; resolves to its exit code. */
  stop(): Promise<number | null>
}

const waitForReady = async (child: ChildProcess, log: () => string): Promise<Ready> => {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code} before it was ready: ${log()}`)
  })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  ended.catch(() => undefined)
  return JSON.parse(line) as Ready
}

export interface ServerProcessOptions {
  /** The command line's main file, in place of the one in the sources. */
  readonly program?: string
  /** Of Node. */
  readonly flags?: readonly string[]
}

/** `kmip serve --json` with these arguments; resolves when it is ready. */
export const startServerProcess = async (
  args: readonly string[],
  { program = join(root, 'cli/main.ts'), flags = [] }: ServerProcessOptions = {},
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [...flags, program, 'serve', '--json', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...compileCache },
  })
  let logged = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    logged = (logged + text).slice(-1_000_000)
  })
  const exited = once(child, 'exit')
  const ready = await waitForReady(child, () => logged)
  return {
    ...ready,
    pid: child.pid as number,
    log: () => logged,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = (await exited) as [number | null]
      return code
    },
  }
}
