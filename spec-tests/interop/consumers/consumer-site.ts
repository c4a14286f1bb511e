import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runProgram } from '../../agent/run-command.ts'
import { type ServerProcess, startServerProcess } from '../../support/server-process.ts'

const run = promisify(execFile)

/** A step of `kmip connect --json`. */
interface PrintedStep {
  readonly place: string
  readonly lines: readonly string[]
}

/** A key manager, and what `kmip connect` printed for one consumer on its machine. */
export interface ConsumerSite extends AsyncDisposable {
  /** Everybody may enter it; its other content belongs to the test. */
  readonly folder: string
  readonly server: ServerProcess
  /** The lines for a place; of a shell, those of all its steps. */
  linesFor(place: string): string
  /** Runs shell lines as root, who has `kmip` in the path; their standard output. @throws Error with their standard error */
  paste(lines: string): Promise<string>
  /** The operations that the consumer has asked the server for, and those that failed, each once. */
  listOperations(): { readonly asked: readonly string[]; readonly failed: readonly string[] }
}

interface Logged {
  readonly principal?: string
  readonly operation?: string
  readonly resultStatus?: string
}

/** The command line asks for these by itself; no limit of a client covers them. */
const aboutServer = ['DiscoverVersions', 'Query']

const addUser = async (user: string): Promise<void> => {
  await run('id', [user]).catch(() => run('useradd', ['--system', '--user-group', '--no-create-home', user]))
}

/**
 * Starts a server, and prints the steps of a consumer. Root is needed: the steps give files away.
 *
 * @param installed the folder of `installKmip`
 * @param user the consumer's, who is made if there is none
 */
export const openConsumerSite = async (installed: string, consumer: string, user?: string): Promise<ConsumerSite> => {
  if (process.getuid?.() !== 0) throw new Error('the steps of kmip connect give files to other users: run them as root')
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), `kmip-${consumer}-`))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  if (user !== undefined) await addUser(user)
  const directory = join(folder, 'kms')
  const server = await startServerProcess(['--data-directory', directory, '--log-level', 'debug'])
  opened.defer(async () => {
    await server.stop()
  })
  const paste = async (lines: string): Promise<string> => {
    const env = { PATH: `${installed}:${process.env.PATH}`, HOME: folder }
    const { code, stdout, stderr } = await runProgram('bash', ['-e', '-o', 'pipefail', '-c', lines], env)
    if (code !== 0) throw new Error(`${lines}\nended with ${code}: ${stderr}`)
    return stdout.toString()
  }
  const words = `--data-directory ${directory} --server localhost:${server.port} --out ${folder}/files --json`
  const { steps } = JSON.parse(await paste(`kmip connect ${consumer} ${words}`)) as { steps: readonly PrintedStep[] }
  const all = opened.move()
  return {
    folder,
    server,
    paste,
    linesFor: (place) => {
      const lines = steps.flatMap((step) => (step.place === place ? step.lines : []))
      if (lines.length === 0) throw new Error(`kmip connect ${consumer} prints nothing for ${place}`)
      return `${lines.join('\n')}\n`
    },
    listOperations() {
      const logged = server
        .log()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Logged)
        .filter(
          ({ principal, operation }) =>
            principal === `CN=${consumer}` && operation !== undefined && !aboutServer.includes(operation),
        )
      const names = (list: readonly Logged[]): string[] =>
        [...new Set(list.map(({ operation }) => `${operation}`))].sort()
      return { asked: names(logged), failed: names(logged.filter(({ resultStatus }) => resultStatus !== 'Success')) }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
