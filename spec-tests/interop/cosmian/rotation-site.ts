import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { everyOperation, kmsTable, writeAgentFolder } from '../../agent/agent-folder.ts'
import { ask } from '../../agent/ask.ts'
import { type Done, environment, runCommand, startCommand } from '../../agent/run-command.ts'

export const methods = ['encrypt', 'keyWrap', 'local'] as const
export type Method = (typeof methods)[number]

/** An agent in its own process with a key of each method, and `kmip` for it. */
export interface RotationSite extends AsyncDisposable {
  run(...args: readonly string[]): Promise<Done>
  /** `kmip …`, which must succeed; its standard output. */
  kmip(...args: readonly string[]): Promise<string>
  /** Rotates a key, without the time that a command takes to start. @returns whether it completed */
  rekey(method: Method): Promise<boolean>
  /** Seals a file and a secret. */
  seal(method: Method): Promise<void>
  /** Sealed files of a method. */
  files(method: Method): readonly string[]
  /** What of a method does not open; empty when all is well. */
  findLost(method: Method): Promise<string[]>
  /** Ends the agent with SIGKILL and starts it again. */
  killAndStart(): Promise<void>
}

type Access = Parameters<typeof writeAgentFolder>[1] & { readonly port: number; readonly version?: '1.4' | '2.1' }

const configuration = ({ port, version = '2.1' }: Access): string => `${kmsTable(port)}version = "${version}"
${methods.map((method) => `[keys.${method}]\nmethod = "${method}"\ncreate = true\n`).join('')}
[[sockets]]
path = "run/agent.sock"
keys = ${JSON.stringify(methods)}
secrets = ["*"]
operations = ${everyOperation}
`

interface Sealed {
  readonly method: Method
  readonly file: string
  readonly secret: string
  readonly value: Buffer
}

export const openRotationSite = async (access: Access): Promise<RotationSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-rotation-'))
  await writeAgentFolder(folder, access, configuration(access))
  const config = join(folder, 'agent.toml')
  const socket = join(folder, 'run/agent.sock')
  const env = environment(socket)
  const sealed: Sealed[] = []

  const start = async (): Promise<ChildProcess> => {
    const child = startCommand(['agent', '--config', config], env)
    child.stderr.resume()
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`the agent ended with ${code}`)
    })
    exited.catch(() => undefined)
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])
    return child
  }
  const kill = async (child: ChildProcess): Promise<void> => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  const run = (...args: readonly string[]): Promise<Done> => runCommand(args, env)
  const kmip = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args)
    if (code !== 0) throw new Error(`kmip ${args.join(' ')}: ${code}: ${stderr}`)
    return stdout.toString()
  }
  let agent = await start()
  return {
    run,
    kmip,
    rekey: (method) =>
      ask(socket, 'POST', `/v1/keys/${method}/rekey`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    async seal(method) {
      const name = `${method}-${sealed.length}`
      const [value, file] = [randomBytes(24), join(folder, `${name}.sealed`)]
      await writeFile(join(folder, name), value)
      await kmip('seal', '--key', method, '--in', join(folder, name), '--out', file)
      await kmip('secret', 'set', name, '--key', method, '--in', join(folder, name))
      sealed.push({ method, file, secret: name, value })
    },
    files: (method) => sealed.filter((each) => each.method === method).map(({ file }) => file),
    async findLost(method) {
      const lost: string[] = []
      for (const { file, secret, value } of sealed.filter((each) => each.method === method)) {
        const opened = await run('open', '--in', file)
        if (!opened.stdout.equals(value)) lost.push(`${file}: ${opened.stderr}`)
        const read = await run('secret', 'get', secret)
        if (!read.stdout.equals(value)) lost.push(`secret ${secret}: ${read.stderr}`)
      }
      return lost
    },
    async killAndStart() {
      await kill(agent)
      agent = await start()
    },
    async [Symbol.asyncDispose]() {
      await kill(agent)
      await rm(folder, { recursive: true })
    },
  }
}
