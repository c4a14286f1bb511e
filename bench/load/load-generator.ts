import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server, and the identity of the client that asks it: paths of PEM files. */
export interface Target {
  readonly port: number
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** The serving process, to measure its processor time. */
  readonly pid?: number
  /** TLS 1.2 instead of 1.3. */
  readonly tls12?: boolean
}

export interface Load {
  readonly connections: number
  readonly seconds: number
  /** One connection for all requests, or a new one for each: with a full handshake, or a resumed session. */
  readonly mode: 'persistent' | 'full' | 'resumed'
  /** Messages, sent in rotation. */
  readonly requests: Uint8Array
  /** Hexadecimal digits that each answer contains. */
  readonly expected?: string
}

export interface LoadResult {
  /** Requests answered in the measured time. */
  readonly requests: number
  readonly requestsWithWarmUp: number
  readonly requestsPerSecond: number
  /** Microseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly errors: number
  /** Answers without the expected digits. */
  readonly wrongAnswers: number
  readonly handshakes: number
  readonly resumedHandshakes: number
}

export interface LoadGenerator {
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
export const buildLoadGenerator = async (folder: string): Promise<LoadGenerator> => {
  const program = join(folder, 'load-generator')
  const sources = globSync(join(import.meta.dirname, 'generator/*.c'))
  await run('cc', ['-O2', '-o', program, ...sources, '-lssl', '-lcrypto'])
  const requestFile = join(folder, 'requests.bin')
  return {
    async run({ port, ca, cert, key, tls12 }, { connections, seconds, mode, requests, expected }) {
      await writeFile(requestFile, requests)
      const options = {
        ...{ port, ca, cert, key, requests: requestFile, mode, connections, seconds, 'warm-up': warmUp },
        ...(expected !== undefined && { expect: expected }),
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
