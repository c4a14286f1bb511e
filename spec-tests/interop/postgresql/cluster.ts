import { readdirSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Outcome, runAs, runAsOrThrow } from './command.ts'
import { users } from './users.ts'

const versions = (): string[] => readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))

/** The programs of the newest PostgreSQL that is installed. */
const programs = (): string => {
  const [newest] = versions()
  if (newest === undefined) throw new Error('there is no PostgreSQL: apt-get install postgresql postgresql-contrib')
  return join('/usr/lib/postgresql', newest, 'bin')
}

const runAsDatabase = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> =>
  runAsOrThrow(users.database, join(programs(), program), args, { env })

/** A PostgreSQL cluster in a separate folder, run by the user `postgres`. */
export interface Cluster {
  readonly data: string
  start(): Promise<void>
  /** Starts it where that is expected to fail or to take its time: the exit code of `pg_ctl`. */
  tryStart(seconds: number): Promise<Outcome>
  stop(): Promise<void>
  /** One statement, over TLS where the cluster has it. */
  ask(statement: string): Promise<string>
  log(): Promise<string>
  configure(lines: readonly string[]): Promise<void>
}

const formatCommonSettings = (port: number, folder: string): string[] => [
  `port = ${port}`,
  "listen_addresses = '127.0.0.1'",
  `unix_socket_directories = '${folder}'`,
  'fsync = off',
  'shared_buffers = 16MB',
]

/** A cluster over an existing data directory. */
export const openCluster = (folder: string, port: number): Cluster => {
  const data = join(folder, 'data')
  const logFile = join(folder, 'log')
  const toControlArguments = (...args: string[]): string[] => ['-D', data, '-w', '-l', logFile, ...args]
  return {
    data,
    async start() {
      await runAsDatabase('pg_ctl', toControlArguments('-t', '60', 'start')).catch(async (error: Error) => {
        throw new Error(`${error.message} ${await readFile(logFile, 'utf8').catch(() => '')}`)
      })
    },
    tryStart: (seconds) =>
      runAs(users.database, join(programs(), 'pg_ctl'), toControlArguments('-t', String(seconds), 'start'), {}),
    async stop() {
      await runAs(users.database, join(programs(), 'pg_ctl'), toControlArguments('-m', 'immediate', 'stop'))
    },
    ask: async (statement) =>
      (
        await runAsDatabase('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement], {
          PGHOST: '127.0.0.1',
          PGPORT: String(port),
          PGUSER: 'postgres',
          PGDATABASE: 'postgres',
          PGSSLMODE: 'prefer',
        })
      ).trim(),
    log: () => readFile(logFile, 'utf8').catch(() => ''),
    configure: (lines) =>
      appendFile(join(data, 'postgresql.conf'), `${[...lines, ...formatCommonSettings(port, folder)].join('\n')}\n`),
  }
}

/** A new cluster. */
export const createCluster = async (folder: string, port: number): Promise<Cluster> => {
  await runAsOrThrow(users.database, '/bin/mkdir', ['-p', folder])
  await runAsDatabase('initdb', ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync'])
  return openCluster(folder, port)
}

/** A base backup through `basebackup_to_shell`. */
export const takeBaseBackup = (folder: string, port: number): Promise<string> =>
  runAsDatabase('pg_basebackup', [
    '-h',
    folder,
    '-p',
    String(port),
    '-U',
    'postgres',
    '-X',
    'none',
    '-c',
    'fast',
    '--target=shell',
  ])
