import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Io } from '../io.ts'
import { run } from '../run.ts'

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly bytes: Buffer
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly env?: NodeJS.ProcessEnv
}

export const main = join(import.meta.dirname, '..', 'main.ts')

/** An environment in which nothing of this machine is found. */
export const bare = (): NodeJS.ProcessEnv => {
  const { KMIP_SERVER: _, KMIP_CA: _ca, KMIP_CERT: _cert, KMIP_KEY: _key, ...others } = process.env
  const { KMIP_CONFIG: _config, KMIP_DATA_DIRECTORY: _directory, FORCE_COLOR: _color, ...rest } = others
  return { ...rest, NO_COLOR: '1', XDG_DATA_HOME: '/nowhere', HOME: '/nowhere' }
}

/** `kmip …`, as a process of its own. */
export const kmipProcess = async (args: readonly string[], { input = '', env = {} }: RunOptions = {}): Promise<Run> => {
  const child = spawn(process.execPath, [main, ...args], { env: { ...bare(), ...env } })
  // It may end without reading.
  child.stdin.on('error', () => undefined).end(input)
  const [bytes, stderr, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  return { code: code as number | null, stdout: bytes.toString(), bytes, stderr: stderr.toString() }
}

/** The same within this process, which spares loading everything anew; its environment is that of the tests. */
export const kmip = async (args: readonly string[], { input = '', env = {} }: RunOptions = {}): Promise<Run> => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const io = { stdin, stdout, stderr, env: { HOME: '/nowhere', ...env } } as unknown as Io
  const [out, err] = [buffer(stdout), buffer(stderr)]
  const code = await run(args, io)
  stdout.end()
  stderr.end()
  const bytes = await out
  return { code, stdout: bytes.toString(), bytes, stderr: (await err).toString() }
}
