import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where requests go, and who sends them; paths of PEM files. */
export interface Target {
  readonly port: number
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** The process that serves, when its processor time is to be measured. */
  readonly pid?: number
  readonly tls12?: boolean
}

export interface Load {
  readonly connections: number
  readonly seconds: number
  /** One connection for all requests, or one for each: with a full handshake, or resumed. */
  readonly mode: 'persistent' | 'full' | 'resumed'
  /** Messages that are sent in turn. */
  readonly requests: Uint8Array
  /** What each answer must contain, in hexadecimal digits. */
  readonly answer?: string
}

/** What the load client measured. */
export interface LoadResult {
  /** Requests answered in the measured time. */
  readonly n: number
  /** Requests answered, warm-up included. */
  readonly all: number
  readonly rps: number
  /** Microseconds. */
  readonly p50: number
  readonly p99: number
  readonly errs: number
  /** Answers without what they must contain. */
  readonly bad: number
  readonly hs: number
  readonly resumed: number
}

export interface LoadClient {
  run(target: Target, load: Load): Promise<LoadResult>
}

/** Seconds under load before counting begins. */
const warmUp = 0.2

const failure = ({ n, errs, bad, hs, resumed }: LoadResult, mode: Load['mode']): string | undefined => {
  if (n === 0 || errs || bad) return `${n} requests answered, ${errs} errors, ${bad} wrong answers`
  return mode === 'resumed' && resumed < hs / 2 ? `only ${resumed} of ${hs} handshakes were resumed` : undefined
}

/** Compiles the load client into `folder`. It needs a C compiler and OpenSSL's headers. */
export const buildLoadClient = async (folder: string): Promise<LoadClient> => {
  const program = join(folder, 'loadgen')
  await run('cc', ['-O2', '-w', '-o', program, join(import.meta.dirname, 'loadgen.c'), '-lssl', '-lcrypto'])
  const frames = join(folder, 'requests.bin')
  return {
    async run({ port, ca, cert, key, tls12 }, { connections, seconds, mode, requests, answer }) {
      await writeFile(frames, requests)
      const args = [port, ca, cert, key, frames, connections, 1, seconds, mode === 'full' ? 'h' : mode, answer]
      const { stdout } = await run(program, args.filter((each) => each !== undefined).map(String), {
        env: { WARM: String(warmUp), ...(tls12 && { TLS12: '1' }) },
        timeout: (seconds + 60) * 1000,
      })
      const result = JSON.parse(stdout) as LoadResult
      const problem = failure(result, mode)
      if (problem) throw new Error(`${mode}, ${connections} connections: ${problem}`)
      return result
    },
  }
}
