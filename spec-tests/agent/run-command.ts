import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** The command line's main file. */
export const main = join(import.meta.dirname, '../../cli/main.ts')

/** Halves what a start costs. Coverage is less exact with it, says Node's documentation. */
const compileCache = process.env.NODE_V8_COVERAGE
  ? { NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE }
  : { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/node') }

/** What a command finds in its environment when nothing of this machine is to be found. */
export const environment = (socket: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  KMIP_AGENT_SOCKET: socket,
  ...compileCache,
  ...more,
})

export interface Done {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

const startProgram = (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams => {
  const child = spawn(program, args, { env })
  // It may end without reading.
  child.stdin.on('error', () => undefined)
  return child
}

/** Starts `kmip …` with pipes. */
export const startCommand = (args: readonly string[], env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams =>
  startProgram(process.execPath, [main, ...args], env)

/** Runs a program to its end. */
export const runProgram = async (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input: Buffer | string = '',
): Promise<Done> => {
  const child = startProgram(program, args, env)
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr: stderr.toString() }
}

/** Runs `kmip …` to its end. */
export const runCommand = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input: Buffer | string = '',
): Promise<Done> => runProgram(process.execPath, [main, ...args], env, input)
