import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { kmsTable } from '../../agent/agent-folder.ts'
import { installKmip } from '../install-kmip.ts'
import { runAsOrThrow, toIdentityOptions } from './command.ts'
import { users } from './users.ts'

const run = promisify(execFile)

/** Something that runs in the background as one of the users. */
export interface Service {
  readonly pid: number
  stop(): Promise<void>
}

/** An installation of this package, a KMS, an agent, and folders for clusters of PostgreSQL. */
export interface Site extends AsyncDisposable {
  /** As a line of the database's configuration begins. */
  readonly kmip: string
  readonly folder: string
  readonly serverData: string
  readonly agentFolder: string
  /** @param through a program that starts it, with its arguments */
  startServer(through?: readonly string[]): Promise<Service>
  startAgent(through?: readonly string[]): Promise<Service>
}

const exists = async (user: string): Promise<boolean> =>
  run('id', [user]).then(
    () => true,
    () => false,
  )

const addUser = async (user: string, groups: readonly string[]): Promise<void> => {
  if (!(await exists(user))) await run('useradd', ['--system', '--user-group', '--no-create-home', user])
  for (const group of groups) await run('usermod', ['--append', '--groups', group, user])
}

const createOwnedFolder = async (path: string, user: string, mode: number): Promise<string> => {
  await mkdir(path, { recursive: true })
  const id = async (flag: string) => Number((await run('id', [flag, user])).stdout)
  await chown(path, await id('-u'), await id('-g'))
  await chmod(path, mode)
  return path
}

/** Starts a program that says on its first line that it is ready. */
const startService = async (user: string, command: readonly string[]): Promise<Service> => {
  const child: ChildProcess = spawn('setpriv', [...toIdentityOptions(user), ...command], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', (part: Buffer) => {
    errors = (errors + part).slice(-4000)
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  await Promise.race([
    once(lines, 'line'),
    exited.then(([code]) => {
      throw new Error(`${command.join(' ')} ended with ${code}: ${errors}`)
    }),
  ])
  return {
    pid: child.pid as number,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

const configuration = (port: number): string => `${kmsTable(port)}timeout = 5
[keys.wal]
create = true
[keys.backup]
create = true
[keys.secrets]
create = true
[[sockets]]
path = "run/postgres.sock"
group = "${users.database}"
mode = "0660"
keys = ["wal", "backup", "secrets"]
secrets = ["server-key", "restic", "borg", "backrest"]
operations = ["dataKey", "wrap", "unwrap", "rewrap", "readSecrets"]
[[sockets]]
path = "run/admin.sock"
keys = ["wal", "backup", "secrets"]
secrets = ["*"]
operations = ["readSecrets", "writeSecrets", "rekey", "rewrap"]
`

/** Makes a site. Root is needed: it becomes three users. */
export const openSite = async (port: number): Promise<Site> => {
  if (process.getuid?.() !== 0) throw new Error('the tests with PostgreSQL become three users: run them as root')
  await addUser(users.server, [])
  await addUser(users.agent, [users.database])
  const folder = await mkdtemp(join(tmpdir(), 'kmip-postgresql-'))
  await chmod(folder, 0o755)
  const kmip = await installKmip(folder)
  const serverData = await createOwnedFolder(join(folder, 'server'), users.server, 0o700)
  const agentFolder = await createOwnedFolder(join(folder, 'agent'), users.agent, 0o755)
  await createOwnedFolder(join(agentFolder, 'data'), users.agent, 0o700)
  await createOwnedFolder(join(agentFolder, 'run'), users.agent, 0o755)
  await createOwnedFolder(join(folder, 'postgresql'), users.database, 0o700)
  const site: Site = {
    kmip,
    folder,
    serverData,
    agentFolder,
    startServer: (through = []) =>
      startService(users.server, [
        ...through,
        ...[kmip, 'serve', '--json', '--port', String(port), '--data-directory', serverData],
      ]),
    startAgent: (through = []) =>
      startService(users.agent, [...through, kmip, 'agent', '--config', join(agentFolder, 'agent.toml')]),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
    },
  }
  const server = await site.startServer()
  await runAsOrThrow(users.server, kmip, ['client', 'add', 'agent', '--data-directory', serverData])
  await server.stop()
  await cp(join(serverData, 'ca.crt'), join(agentFolder, 'ca.crt'))
  for (const file of ['agent.crt', 'agent.key']) await cp(join(serverData, 'clients', file), join(agentFolder, file))
  await writeFile(join(agentFolder, 'agent.toml'), configuration(port))
  for (const file of ['ca.crt', 'agent.crt', 'agent.key', 'agent.toml']) {
    await run('chown', [`${users.agent}:`, join(agentFolder, file)])
    await chmod(join(agentFolder, file), 0o600)
  }
  return site
}
