import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOnce, type Once } from './once.ts'
import type { Command } from './openssl-program.ts'

/** The program, working in a temporary folder. */
export interface Openssl {
  /** What a command prints. @throws Error with its output when it fails */
  run(args: readonly string[], input?: Uint8Array): Promise<Buffer>
  /** The same, for what may fail: whether it did not. */
  succeeds(args: readonly string[], input?: Uint8Array): Promise<boolean>
  /** The path of a new file with these bytes. */
  file(bytes: Uint8Array): Promise<string>
  /** For keys that take a while to make, or that several want. */
  readonly once: Once
  close(): Promise<void>
}

export const openOpenssl = async ([program, ...always]: Command): Promise<Openssl> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-openssl-'))
  let files = 0
  const outcome = async (args: readonly string[], input: Uint8Array | undefined) => {
    const child = spawn(program, [...always, ...args], { cwd: folder, timeout: 60_000 })
    child.stdin.on('error', () => undefined).end(input ?? '')
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (part: Buffer) => stdout.push(part))
    child.stderr.on('data', (part: Buffer) => stderr.push(part))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
  }
  return {
    async run(args, input) {
      const { code, stdout, stderr } = await outcome(args, input)
      if (code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${code}: ${stderr}`)
      return stdout
    },
    async succeeds(args, input) {
      return (await outcome(args, input)).code === 0
    },
    async file(bytes) {
      const path = join(folder, `${files++}`)
      await writeFile(path, bytes, { mode: 0o600 })
      return path
    },
    once: createOnce(),
    close: () => rm(folder, { recursive: true }),
  }
}
