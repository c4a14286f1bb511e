import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
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

/** What the load generator measured. */
export interface LoadResult {
  /** Requests answered in the measured time. */
  readonly requests: number
  readonly requestsWithWarmUp: number
  readonly requestsPerSecond: number
  /** Microseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly errors: number
  /** Answers without the expected bytes. */
  readonly wrongAnswers: number
  readonly handshakes: number
  readonly resumedHandshakes: number
}

export interface LoadClient {
  run(target: Target, load: Load): Promise<LoadResult>
}

/** Seconds under load before counting starts. */
const warmUp = 0.2

const describeFailure = (result: LoadResult, mode: Load['mode']): string | undefined => {
  const { requests, errors, wrongAnswers, handshakes, resumedHandshakes } = result
  if (requests === 0 || errors || wrongAnswers)
    return `${requests} requests answered, ${errors} errors, ${wrongAnswers} wrong answers`
  return mode === 'resumed' && resumedHandshakes < handshakes / 2
    ? `only ${resumedHandshakes} of ${handshakes} handshakes were resumed`
    : undefined
}

/** Compiles the load generator into `folder`. Requires a C compiler and the headers of OpenSSL. */
export const buildLoadClient = async (folder: string): Promise<LoadClient> => {
  const program = join(folder, 'load-generator')
  const sources = globSync(join(import.meta.dirname, 'generator/*.c'))
  await run('cc', ['-O2', '-o', program, ...sources, '-lssl', '-lcrypto'])
  const requestFile = join(folder, 'requests.bin')
  return {
    async run({ port, ca, cert, key, tls12 }, { connections, seconds, mode, requests, answer }) {
      await writeFile(requestFile, requests)
      const options = {
        ...{ port, ca, cert, key, requests: requestFile, mode, connections, seconds, 'warm-up': warmUp },
        ...(answer !== undefined && { expect: answer }),
      }
      const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
      const { stdout } = await run(program, tls12 ? [...args, '--tls12'] : args, { timeout: (seconds + 60) * 1000 })
      const result = JSON.parse(stdout) as LoadResult
      const failure = describeFailure(result, mode)
      if (failure) throw new Error(`${mode}, ${connections} connections: ${failure}`)
      return result
    },
  }
}
