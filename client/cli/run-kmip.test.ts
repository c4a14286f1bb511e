import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

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

const main = join(import.meta.dirname, 'main.ts')

/** An environment in which nothing of this machine is found. */
export const bare = (): NodeJS.ProcessEnv => {
  const { KMIP_SERVER: _, KMIP_CA: _ca, KMIP_CERT: _cert, KMIP_KEY: _key, FORCE_COLOR: _color, ...rest } = process.env
  return { ...rest, NO_COLOR: '1', XDG_DATA_HOME: '/nowhere', HOME: '/nowhere' }
}

/** `kmip …`, as a process of its own. */
export const kmip = async (args: readonly string[], { input = '', env = {} }: RunOptions = {}): Promise<Run> => {
  const child = spawn(process.execPath, [main, ...args], { env: { ...bare(), ...env } })
  // It may end without reading.
  child.stdin.on('error', () => undefined).end(input)
  const [bytes, stderr, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  return { code: code as number | null, stdout: bytes.toString(), bytes, stderr: stderr.toString() }
}
